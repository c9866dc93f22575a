"""Why a delivery is not taken."""

from shared.errors import InvalidChoiceError, MendedBy, SyncError


class WrongSignatureError(SyncError):
    """Somebody else, or another key."""

    code = "wrong_signature"
    mended_by = MendedBy.OPERATOR

    def __init__(self) -> None:
        super().__init__("the signature does not fit the body")


class UnknownHookError(SyncError):
    """No connection has this address."""

    code = "unknown_hook"
    mended_by = MendedBy.OPERATOR

    def __init__(self) -> None:
        super().__init__("no connection listens at this address")


class MalformedHookError(InvalidChoiceError):
    """A body that is not what the sender documents; says where, never what it holds."""

    code = "malformed_hook"

    def __init__(self, reason: str) -> None:
        super().__init__("body", reason)


class NotForUsError(InvalidChoiceError):
    """A button stands where nothing can come of it."""

    code = "not_for_us"

    def __init__(self, reason: str) -> None:
        super().__init__("button", reason)
