"""What can go wrong, and who can mend it.

    SyncError
    ├── NotLinkedYetError            TIME       the counterpart of something referenced does not exist yet
    ├── AwayError                    TIME       the other system does not answer as it should
    │   ├── NotSentError             TIME       nothing left this machine
    │   ├── UnclearError             TIME       it may or may not have been carried out
    │   └── UnavailableError         TIME       5xx, maintenance
    ├── LimitError                   TIME       a limit of the other system, or of our budget, is reached
    ├── AccessLostError              OPERATOR   sign-in refused, disconnected, key wrong
    ├── PermissionMissingError       OPERATOR   a right or scope is missing
    ├── RefusedError                 OPERATOR   the other system refused the object, in its own words
    ├── SettingMissingError          OPERATOR   a choice must be made in the settings first
    ├── InvalidChoiceError           OPERATOR   a setting, an argument or a form field that does not fit
    └── DefectError                  DEVELOPER  a message or an answer that nobody foresaw
        ├── MalformedMessageError    DEVELOPER  a message that does not fit its contract
        └── UnreadableObjectError    DEVELOPER  an object whose fields are not what the API's reference says

Categories add their own leaves in their own packages. Words for people are not here but in `shared.words.advice`.
"""

import datetime as dt
from enum import StrEnum

from shared.contracts.envelope import System


class MendedBy(StrEnum):
    """Who or what can make an error go away."""

    TIME = "time"
    OPERATOR = "operator"
    DEVELOPER = "developer"


class SyncError(Exception):
    """The root: a stable `code`, who mends it, and a text without secrets."""

    code: str = "sync_error"
    mended_by: MendedBy = MendedBy.DEVELOPER
    subject: str = ""
    """What it is about, such as an account code: one act of mending clears all of the same code and subject."""
    about: tuple[str, ...] = ()
    """Things whose change may mend it, beside the subject; each problem has its own."""
    until: dt.datetime | None = None
    """When time will have mended it, where that is known."""


class NotLinkedYetError(SyncError):
    """Something this object refers to has no counterpart yet."""

    code = "not_linked_yet"
    mended_by = MendedBy.TIME

    def __init__(self, category: str, object_id: str) -> None:
        super().__init__(f"{category} {object_id} has no counterpart yet")
        self.category = category
        self.object_id = object_id


class AwayError(SyncError):
    """The other system does not answer as it should; the object is not to blame."""

    code = "away"
    mended_by = MendedBy.TIME


class NotSentError(AwayError):
    """No byte of the request can have left this machine: safe to send again."""

    code = "not_sent"


class UnclearError(AwayError):
    """The request may or may not have been carried out."""

    code = "unclear"


class UnavailableError(AwayError):
    """The other system says that it is out of order."""

    code = "unavailable"


class LimitError(SyncError):
    """A limit is reached."""

    code = "limit"
    mended_by = MendedBy.TIME

    def __init__(self, text: str, *, until: dt.datetime | None = None, system: System = "xero") -> None:
        super().__init__(text)
        self.until = until
        self.system: System = system


class AccessLostError(SyncError):
    """Sign-in refused: token revoked, organisation disconnected, API key wrong."""

    code = "access_lost"
    mended_by = MendedBy.OPERATOR
    system: System = "xero"
    """Who does not let us in."""


class PermissionMissingError(SyncError):
    """The connecting user lacks a right (R152)."""

    code = "permission_missing"
    mended_by = MendedBy.OPERATOR
    system: System = "xero"
    """Where it is missing."""


class RefusedError(SyncError):
    """The other system refused an object; `said` keeps its own words (R149)."""

    code = "refused"
    mended_by = MendedBy.OPERATOR

    def __init__(self, said: str, *, code: str | None = None, subject: str = "", about: tuple[str, ...] = ()) -> None:
        super().__init__(said)
        self.said = said
        self.about = about
        self.subject = subject
        if code is not None:
            self.code = code


class SettingMissingError(SyncError):
    """A choice must be made in the settings before this object can cross."""

    code = "setting_missing"
    mended_by = MendedBy.OPERATOR


class InvalidChoiceError(SyncError):
    """A setting, an argument or a form field that does not fit; names the field and the reason."""

    code = "invalid_choice"
    mended_by = MendedBy.OPERATOR

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class DefectError(SyncError):
    """A state that nobody foresaw; a person who can change the program must look."""

    code = "defect"
    mended_by = MendedBy.DEVELOPER


class MalformedMessageError(DefectError):
    """A message that does not fit its contract."""

    code = "malformed_message"


class UnreadableObjectError(DefectError):
    """An object of another system whose fields are not what its reference says."""

    code = "unreadable_object"

    def __init__(self, what: str, reason: str) -> None:
        super().__init__(f"{what}: {reason}")
