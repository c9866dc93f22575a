"""Number series of documents: one per entity and module, shared by regular and credit invoices."""

from services.sandbox.scoro.call import Call
from services.sandbox.scoro.errors import BadRequestError
from services.sandbox.scoro.state import Row


def next_number(call: Call, module: str) -> str:
    """One more than the highest plain number in use; numbers with prefixes do not count."""
    numbers = (row["no"] for row in call.state.table(module).values() if row["account_id"] == call.entity.entity_id)
    return str(max((int(no) for no in numbers if no.isdecimal()), default=0) + 1)


def check_number(row: Row, call: Call, module: str) -> None:
    """A deleted document's number is free again (both assumed)."""
    if not row["no"].strip():
        raise BadRequestError.field("no", "is required")
    if not call.settings.unique_invoice_numbers:
        return
    for other in call.state.table(module).values():
        same = other["no"] == row["no"] and other["account_id"] == row["account_id"]
        if same and other["id"] != row["id"] and not other["is_deleted"]:
            raise BadRequestError.field("no", f"{row['no']} is already in use")
