"""Why an organisation is not connected."""

from shared.errors import InvalidChoiceError


class NoOrganisationError(InvalidChoiceError):
    """The person signed in but let us into no organisation."""

    code = "no_organisation"

    def __init__(self) -> None:
        super().__init__("organisation", "no Xero organisation was allowed; connect again and choose one")


class OrganisationTakenError(InvalidChoiceError):
    """R13, R14: one organisation, one entity; nothing is taken away silently."""

    code = "organisation_taken"

    def __init__(self, name: str) -> None:
        super().__init__("organisation", f"{name} is already connected to another Scoro entity")


class OtherOrganisationError(InvalidChoiceError):
    """R10, R13: links belong to the organisation that was connected first; told apart by id, for names change."""

    code = "other_organisation"

    def __init__(self, name: str, first: str) -> None:
        super().__init__(
            "organisation", f"this connection belongs to {first}; {name} is another organisation and was not connected"
        )
