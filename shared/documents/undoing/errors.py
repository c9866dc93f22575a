"""Why something that was written is not taken back."""

from shared.errors import MendedBy, SyncError


class UndoImpossibleError(SyncError):
    """`code` says which rule keeps it as it is; the text names what it is about."""

    mended_by = MendedBy.OPERATOR

    def __init__(self, code: str, said: str) -> None:
        super().__init__(said)
        self.code = code
