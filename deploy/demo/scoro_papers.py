"""What an auditor finds in Scoro's dump; what Xero is to make of it is written here a second time, on purpose."""

import html
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from deploy.demo.papers import APPROVED, BILL, CREDIT_NOTE, DRAFT, INVOICE, ZERO, Dump, Paper, Row, folded


def papers(dump: Dump) -> list[Paper]:
    """Invoices, credit invoices and bills that are not deleted."""
    suppliers = {str(row["contact_id"]): _full_name(row) for row in dump["contacts"]}
    paid = _paid(dump)
    sales = [_sale(row, paid) for row in dump.get("invoices", ()) if not flag(row.get("is_deleted"))]
    purchases = [_purchase(row, suppliers, paid) for row in dump.get("bills", ()) if not flag(row.get("is_deleted"))]
    several = Counter(paper.key for paper in purchases)
    return sales + [replace(one, excuse=_excuse(one, several[one.key])) for one in purchases]


def _excuse(bill: Paper, alike: int) -> str:
    """A second bill of the same number from the same supplier may be the same one again."""
    if not bill.number:
        return "without a number"
    return "one of several of its number" if alike > 1 else ""


def _paid(dump: Dump) -> Mapping[tuple[str, str], Decimal]:
    """(module, document) → the sum of its receipts."""
    sums: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for group in dump.get("receipts", ()):
        if not flag(group.get("is_deleted")):
            for part in group["receipts"]:
                sums[str(group["sales_doc_type"]), str(part["invoice_id"])] += Decimal(str(part["sum"]))
    return sums


def _sale(row: Row, paid: Mapping[tuple[str, str], Decimal]) -> Paper:
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
        paid=paid.get(("invoices", str(row.get("id", ""))), ZERO) * sign,
    )


def _purchase(row: Row, suppliers: Mapping[str, str], paid: Mapping[tuple[str, str], Decimal]) -> Paper:
    return Paper(
        own_id=str(row.get("id", "")),
        kind=BILL,
        number=html.unescape(str(row["no"])),
        contact=folded(suppliers[str(int(row["company_id"]) or row["person_id"])]),
        currency=str(row["currency"]),
        status=APPROVED,
        net=Decimal(str(row["sum"])),
        tax=Decimal(str(row["vat_sum"])),
        paid=paid.get(("bills", str(row.get("id", ""))), ZERO),
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
