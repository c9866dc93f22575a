"""Bills: what suppliers charge. Their numbers are the suppliers' own, so none is unique and none is made up."""

from services.sandbox.scoro import documents, lookups
from services.sandbox.scoro.call import Call
from services.sandbox.scoro.document_fields import BILLS
from services.sandbox.scoro.documents import Form
from services.sandbox.scoro.errors import BadRequestError
from services.sandbox.scoro.lines import PURCHASES
from services.sandbox.scoro.module import Module
from services.sandbox.scoro.state import Row

FORM = Form("bills", BILLS, side=PURCHASES, has_own_series=False, per_line_project=True)


def save(old: Row | None, call: Call) -> Row:
    row = documents.saved(FORM, old, call)
    row["recognition_date"] = row["recognition_date"] or row["date"]
    if "company_id" in call.request and call.settings.bills_need_suppliers:
        _check_supplier(row["company_id"], call)
    return row


def _check_supplier(contact_id: int, call: Call) -> None:
    """Only contacts on the supplier list are offered as issuers (help centre, article 12695306228237)."""
    if not lookups.contact(call, "company_id", contact_id)["is_supplier"]:
        raise BadRequestError.field("company_id", f"contact {contact_id} is not on the supplier list")


MODULE = Module(
    name="bills",
    key="id",
    fields=BILLS,
    derive=lambda row, call, detailed: documents.derive(FORM, row, call, detailed=detailed),
    belongs=documents.is_entitys,
    save=save,
    remove=documents.removed,
    can_delete=True,
    basics=("id", "no", "company_id", "sum", "modified_date"),
    hook_module=lambda _row: "bills",
    hook_type=lambda _row: "bill",
)
