"""What an auditor finds in Scoro's dump; what Xero is to make of it is written here a second time, on purpose."""

import html
from collections import Counter, defaultdict
from decimal import Decimal

from deploy.demo.papers import APPROVED, BILL, CREDIT_NOTE, DRAFT, INVOICE, ZERO, Dump, Paper, Row, folded


def papers(dump: Dump, *, paid_before: frozenset[tuple[str, str]] = frozenset()) -> list[Paper]:
    """Invoices, credit invoices and bills that are not deleted.

    `paid_before` are (module, id) of documents that had receipts which Xero never knew: what they are paid tells
    nothing.
    """
    booked = receipts(dump) if "receipts" in dump else None
    suppliers = {str(row["contact_id"]): _full_name(row) for row in dump["contacts"]}
    found = []
    for module in ("invoices", "bills"):
        for row in dump.get(module, ()):
            if flag(row.get("is_deleted")):
                continue
            key = (module, str(row.get("id", "")))
            paid = None if booked is None or key in paid_before else booked[key]
            if module == "invoices":
                found.append(_sale(row, paid))
            else:
                found.append(_purchase(row, suppliers[str(int(row["company_id"]) or row["person_id"])], paid))
    return found


def receipts(dump: Dump) -> defaultdict[tuple[str, str], Decimal]:
    """(module, document id) → what was booked on it."""
    found: defaultdict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    for group in dump["receipts"]:
        if flag(group.get("is_deleted")):
            continue
        for row in group["receipts"]:
            module = "bills" if str(row.get("sales_doc_type") or group["sales_doc_type"]) == "bills" else "invoices"
            found[module, str(row["invoice_id"])] += Decimal(str(row["sum"]))
    return found


def _sale(row: Row, paid: Decimal | None) -> Paper:
    net, tax = Decimal(str(row["sum"])), Decimal(str(row["vat_sum"]))
    is_credit = bool(row.get("credited_invoices")) or net + tax < 0
    sign = -1 if is_credit and net + tax < 0 else 1
    return Paper(
        own_id=str(row.get("id", "")),
        kind=CREDIT_NOTE if is_credit else INVOICE,
        number=html.unescape(str(row["no"])),
        contact="",
        currency=str(row["currency"]),
        status=APPROVED if is_credit or flag(row.get("is_sent")) else DRAFT,
        net=net * sign,
        tax=tax * sign,
        paid=None if is_credit else paid,
    )


def _purchase(row: Row, supplier: str, paid: Decimal | None) -> Paper:
    return Paper(
        own_id=str(row.get("id", "")),
        kind=BILL,
        number=html.unescape(str(row["no"])),
        contact=folded(supplier),
        currency=str(row["currency"]),
        status=APPROVED,
        net=Decimal(str(row["sum"])),
        tax=Decimal(str(row["vat_sum"])),
        paid=paid,
    )


def listed(dump: Dump) -> list[tuple[str, str]]:
    """Id and name of every client and supplier, as names are in Xero."""
    rows = (row for row in dump["contacts"] if not flag(row.get("is_deleted")))
    return [
        (str(row["contact_id"]), _full_name(row))
        for row in rows
        if flag(row.get("is_client")) or flag(row.get("is_supplier"))
    ]


def names(dump: Dump) -> Counter[str]:
    """How many contacts have each name."""
    return Counter(folded(_full_name(row)) for row in dump["contacts"] if not flag(row.get("is_deleted")))


def _full_name(row: Row) -> str:
    return html.unescape(f"{row.get('name') or ''} {row.get('lastname') or ''}").strip()


def flag(value: object) -> bool:
    """Scoro's yes: 1, "1" or true."""
    return str(value).lower() in {"1", "true"}
