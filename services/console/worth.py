"""What a document comes to, as its own system last said it: with tax, in its own currency; pure."""

from decimal import Decimal, InvalidOperation
from typing import Any

from services.console.spelling import float_free
from shared import jsonio
from shared.contracts.envelope import System
from shared.jsonio import NotJsonError

NONE = "–"


def total(system: System, snapshot: str) -> str:
    """`1,240.00 EUR`; a dash where it has no total, as contacts have none."""
    read = _loaded(snapshot)
    if system == "scoro":
        net = _number(read.get("sum"))
        return _shown(None if net is None else net + (_number(read.get("vat_sum")) or 0), read.get("currency"))
    said = _number(read.get("Total")) if "Total" in read else _number(read.get("Amount"))
    document = read.get("Invoice")
    own = document.get("CurrencyCode") if isinstance(document, dict) else None
    return _shown(said, read.get("CurrencyCode") or own)


def _shown(amount: Decimal | None, currency: Any) -> str:
    if amount is None:
        return NONE
    return f"{float_free(f'{amount:f}')} {currency or '(currency not said)'}"


def _number(value: Any) -> Decimal | None:
    try:
        found = None if value in {None, ""} else Decimal(str(value))
    except (InvalidOperation, TypeError):
        return None
    return found if found is not None and found.is_finite() else None


def _loaded(snapshot: str) -> dict[str, Any]:
    try:
        read = jsonio.loads(snapshot)
    except NotJsonError:
        return {}
    return read if isinstance(read, dict) else {}
