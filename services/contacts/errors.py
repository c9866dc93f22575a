"""What can go wrong with a contact, beyond what can go wrong with anything (`shared.errors`)."""

from shared.errors import MendedBy, SyncError


class NamelessContactError(SyncError):
    """Neither system can keep a contact without a name."""

    code = "nameless_contact"
    mended_by = MendedBy.OPERATOR

    def __init__(self, object_id: int | str) -> None:
        super().__init__(f"contact {object_id} has no name")
        self.object_id = object_id


class AmbiguousContactError(SyncError):
    """Several contacts of the other system may be the one (R71); `candidates` names them."""

    code = "ambiguous_contact"
    mended_by = MendedBy.OPERATOR

    def __init__(self, object_id: int | str, key: str, candidates: tuple[str, ...]) -> None:
        named = ", ".join(candidates)
        super().__init__(
            f"contact {object_id}: {len(candidates)} contacts of the other system have the same {key}: {named}"
        )
        self.subject = str(object_id)
        self.key = key
        self.candidates = candidates
        self.about = tuple(f"contact:{one}" for one in candidates)


class MergedContactsError(SyncError):
    """Its twin was merged in Xero into the twin of another contact of Scoro: which of the two counts a person says."""

    code = "contacts_merged"
    mended_by = MendedBy.OPERATOR

    def __init__(self, object_id: int | str, other_id: str, xero_id: str) -> None:
        super().__init__(f"contact {object_id}: in Xero it is one with the twin of contact {other_id} now ({xero_id})")
        self.subject = str(object_id)
        self.about = (f"contact:{xero_id}",)
