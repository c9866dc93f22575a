"""What a plan would do, as one line that a person can judge; pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from shared.jsonio import dumps
from shared.money import ZERO, cents
from shared.store.preview_records import Line, Share, Verb
from shared.store.waits import parent
from shared.sync.brakes import brake_of
from shared.sync.plans import Closed, Failed, Held, InSync, LeftOut, Plan, TakenBack, Waits, Write

PERCENT = 100
XERO_LINES, SCORO_LINES = "LineItems", "lines"


def line_of(preview_id: str, plan: Plan) -> Line:
    """The line of a preview."""
    entry, money = plan.entry, getattr(plan, "money", None)
    line = Line(
        preview_id=preview_id,
        entry=entry.id,
        key=entry.key,
        number=entry.number,
        verb=_verb(plan),
        amount=money.amount if money else None,
        currency=money.currency if money else None,
        asks=brake_of(plan) is not None,
    )
    match plan:
        case Write():
            return line.of_write(
                plan.resource, plan.method, dumps(plan.element).decode(), plan.fingerprint, tuple(shares(plan.element))
            )
        case LeftOut():
            return line.because(plan.reason)
        case Failed():
            return line.because(plan.error.code, str(plan.error))
        case Closed(error=error):
            return line.because(error.code, str(error)) if error else line
        case Waits():
            return line.after(tuple(parent(key) for key in plan.parents))
        case _:
            return line


METHODS = {"PUT": Verb.CREATE, "POST": Verb.UPDATE, "DELETE": Verb.DELETE}
KINDS: dict[type[Plan], Verb] = {
    LeftOut: Verb.LEAVE_OUT, Waits: Verb.AFTER, Closed: Verb.UNLINK, Failed: Verb.BLOCK, Held: Verb.BLOCK,
    TakenBack: Verb.UNLINK,
}  # fmt: skip


def _verb(plan: Plan) -> Verb:
    if isinstance(plan, Write):  # Xero deletes drafts by a change of their status
        return Verb.DELETE if plan.memo.get("delete") else METHODS[plan.method]
    if isinstance(plan, InSync):
        return Verb.LINK if plan.is_link_new else Verb.NOTHING
    return KINDS[type(plan)]


def shares(element: Mapping[str, Any]) -> Iterator[Share]:
    """Net money by account and tax code of a document as it would be written, as far as its lines say."""
    sums: defaultdict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    for row in element.get(XERO_LINES) or ():
        sums[str(row.get("AccountCode") or ""), str(row.get("TaxType") or "")] += _net(
            row, "Quantity", "UnitAmount", "DiscountRate", given="LineAmount"
        )
    for row in element.get(SCORO_LINES) or ():
        key = str(row.get("finance_account_id") or ""), str(row.get("vat_code_id") or "")
        sums[key] += _net(row, "amount", "price", "discount", given="sum")
    yield from (Share(account, tax, f"{net:f}") for (account, tax), net in sorted(sums.items()) if net)


def _net(row: Mapping[str, Any], quantity: str, price: str, discount: str, *, given: str) -> Decimal:
    """Text lines have none."""
    if row.get(given) is not None:
        return _decimal(row[given])
    if row.get(price) is None:
        return ZERO
    count = _decimal(row.get(quantity, 1))
    return cents(count * _decimal(row[price]) * (1 - _decimal(row.get(discount) or 0) / PERCENT))


def _decimal(value: Any) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return ZERO
