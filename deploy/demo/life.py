"""What goes on meanwhile: people edit, send and delete in Scoro; bookkeepers approve, pay and void in Xero."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from random import Random
from typing import Any

from deploy.demo.papers import Row
from deploy.demo.sandboxes import Sandbox

ENTITY = "acme_uk"
TOUCHED_SHARE = 0.06
PAID_SHARE = 0.05
RAISE = Decimal("1.10")
HOME = "GBP"
CENT = Decimal("0.01")


@dataclass(slots=True)
class Happened:
    """How many documents people touched."""

    edited: int = 0
    approved: int = 0
    deleted: int = 0
    paid: int = 0

    def __str__(self) -> str:
        return f"{self.edited} edited, {self.approved} approved, {self.paid} paid, {self.deleted} deleted"


def in_scoro(scoro: Sandbox, seed: int) -> Happened:
    """Touch some documents, the same ones for the same seed; Scoro's webhooks carry the news."""
    random = Random(seed)  # noqa: S311 - which documents are touched is no secret
    dump = scoro.get(f"dump/{ENTITY}", module=["invoices", "bills"])
    invoices: Sequence[Row] = dump["invoices"]
    drafts = [row for row in invoices if not int(row["is_sent"]) and _may_change(row)]
    random.shuffle(drafts)
    count = max(2, int(len(invoices) * TOUCHED_SHARE))
    happened = Happened()
    for row in drafts[:count]:
        scoro.post(f"ui/{ENTITY}/invoices/{row['id']}", {"lines": _dearer(row)}, method="PATCH")
        happened.edited += 1
    for row in drafts[count : 2 * count]:
        scoro.post(f"ui/{ENTITY}/invoices/{row['id']}/sent", {"is_sent": True})
        happened.approved += 1
    for row in drafts[2 * count : 2 * count + 1]:
        scoro.post(f"ui/{ENTITY}/invoices/{row['id']}", method="DELETE")
        happened.deleted += 1
    for row in dump["bills"]:
        if not row["no"]:  # its supplier gave it none, which the problem asks for
            scoro.post(f"ui/{ENTITY}/bills/{row['id']}", {"no": f"NN-{row['id']}"}, method="PATCH")
            happened.edited += 1
    return happened


def without_receipts(scoro: Sandbox) -> None:
    """People at the made-up company booked payments in Scoro, which R113 forbids: they would be differences, truly."""
    for row in scoro.get(f"dump/{ENTITY}", module="receipts")["receipts"]:
        scoro.post(f"ui/{ENTITY}/receipts/{row['id']}", method="DELETE")


def unpaid(scoro: Sandbox) -> frozenset[str]:
    """Numbers of invoices on which nobody booked a receipt in Scoro."""
    rows: Sequence[Row] = scoro.get(f"dump/{ENTITY}", module="invoices")["invoices"]
    return frozenset(html.unescape(str(row["no"])) for row in rows if _may_change(row))


def in_xero(xero: Sandbox, organisation: str, seed: int, numbers: frozenset[str] | None = None) -> Happened:
    """The bookkeeper's day, the same one for the same seed; only payments, and only of these `numbers`, where named."""
    random = Random(seed)  # noqa: S311 - which documents are touched is no secret
    desk = _Desk(xero, organisation)
    rows: Sequence[Row] = xero.get("dump", organisation=organisation)["Invoices"]
    untouched = [row for row in rows if row["Status"] == "AUTHORISED" and _is_untouched(row)]
    random.shuffle(untouched)
    count = max(2, int(len(rows) * PAID_SHARE))
    payable = [row for row in untouched if numbers is None or row.get("InvoiceNumber") in numbers]
    happened = Happened(paid=desk.pay(payable[:count]))
    if numbers is not None:
        return happened
    drafts = [row for row in rows if row["Status"] in {"DRAFT", "SUBMITTED"}]
    random.shuffle(drafts)
    happened.approved = desk.all_of("approve", drafts[:count])
    happened.deleted = desk.all_of("void", untouched[count : count + 1])
    happened.edited = desk.refer(untouched[count + 1 : 2 * count])
    return happened


@dataclass(slots=True)
class _Desk:
    """Where a bookkeeper works."""

    xero: Sandbox
    organisation: str

    def pay(self, rows: Sequence[Row]) -> int:
        """Every second one in two equal parts, which is nothing unusual."""
        for number, row in enumerate(rows):
            due = Decimal(str(row["AmountDue"]))
            half = (due / 2).quantize(CENT, ROUND_DOWN)
            for amount in (half, half) if number % 2 and half > 0 else (due,):
                self._does("pay", invoice=row["InvoiceID"], amount=str(amount))
        return len(rows)

    def all_of(self, action: str, rows: Sequence[Row]) -> int:
        for row in rows:
            self._does(action, invoice=row["InvoiceID"])
        return len(rows)

    def refer(self, rows: Sequence[Row]) -> int:
        """Another due date."""
        for row in rows:
            body = {"DueDate": "2027-01-31"}
            self._does("call", method="POST", path=f"/Invoices/{row['InvoiceID']}", body=body)
        return len(rows)

    def _does(self, action: str, **what: Any) -> None:
        self.xero.post(f"organisations/{self.organisation}/person", {"action": action, **what})


def _may_change(row: Row) -> bool:
    """What credits others or has receipts keeps its sum."""
    return not row["credited_invoices"] and Decimal(str(row["paid_sum"])) == 0


def _is_untouched(row: Row) -> bool:
    """In home currency, with something to pay and nothing paid."""
    paid = Decimal(str(row["AmountPaid"])) + Decimal(str(row["AmountCredited"]))
    return row["CurrencyCode"] == HOME and paid == 0 and Decimal(str(row["AmountDue"])) > 0


def _dearer(row: Row) -> list[dict[str, Any]]:
    """The same lines, the first priced one a tenth dearer."""
    lines = [dict(line) for line in row["lines"]]
    for line in lines:
        price = Decimal(str(line["price"]))
        if price > 0 and Decimal(str(line["amount"])) > 0:
            line["price"] = str((price * RAISE).quantize(CENT))
            break
    kept = ("id", "product_id", "comment", "comment2", "price", "amount", "amount2", "unit", "discount",
            "vat_code_id", "finance_account_id", "finance_object_id", "project_id")  # fmt: skip
    return [{name: _plain(line[name]) for name in kept if line.get(name) is not None} for line in lines]


def _plain(value: Any) -> Any:
    """Scoro shows text escaped for HTML; people type it plain."""
    return html.unescape(value) if isinstance(value, str) else value
