"""What can go wrong with a contact, beyond what can go wrong with anything (`shared.errors`)."""

from shared.errors import MendedBy, SyncError


class NamelessContactError(SyncError):
    """Xero cannot keep a contact without a name."""

    code = "nameless_contact"
    mended_by = MendedBy.OPERATOR

    def __init__(self, scoro_id: int) -> None:
        super().__init__(f"contact {scoro_id} has no name")
        self.scoro_id = scoro_id


class AmbiguousContactError(SyncError):
    """Several contacts in Xero may be the one (R71); `xero_ids` names them."""

    code = "ambiguous_contact"
    mended_by = MendedBy.OPERATOR

    def __init__(self, scoro_id: int, key: str, xero_ids: tuple[str, ...]) -> None:
        super().__init__(f"contact {scoro_id}: {len(xero_ids)} contacts in Xero have the same {key}")
        self.scoro_id = scoro_id
        self.key = key
        self.xero_ids = xero_ids
