"""What a person may do when a sign-in does not end well."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Advice:
    """In plain words."""

    title: str
    todo: str
    said: str = ""

    def fields(self, *, said: str = "") -> dict[str, str]:
        """For the page."""
        return {**asdict(self), "said": said or self.said}


DECLINED = Advice(
    "Xero did not let us in",
    "Start the connection again and choose “Allow access” at Xero.",
    "The sign-in was cancelled at Xero.",
)
ANYTHING = Advice("The connection was not completed", "Wait a minute and start the sign-in again.")
BY_CODE = {
    "sign_in_expired": Advice(
        "This sign-in is no longer valid", "Start the connection again; the old link is used up."
    ),
    "invalid_choice": Advice("The connection was not completed", "Start the sign-in at Xero again."),
    "no_organisation": Advice("No organisation was chosen", "Start again and choose an organisation at Xero."),
    "organisation_taken": Advice(
        "This organisation is already connected",
        "Choose another organisation, or disconnect the other Scoro entity first.",
    ),
    "other_organisation": Advice(
        "This is another organisation than before",
        "Nothing was changed. Sign in again and choose the organisation that was connected first: its links and "
        "settings are kept. Another organisation needs a Scoro entity of its own.",
    ),
    "xero_grant_refused": Advice("Xero did not accept the sign-in", "Start the connection again."),
    "xero_app_refused": Advice(
        "Xero does not accept this app", "Check the client id and secret of the Xero app where the connector runs."
    ),
    "scoro_key_refused": Advice(
        "Scoro does not accept the API key", "Give the site's present API key and start again."
    ),
}


def of(code: str) -> Advice:
    """What fits the error."""
    return BY_CODE.get(code, ANYTHING)
