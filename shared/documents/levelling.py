"""Makes a translated document the sum in Xero that it is in Scoro, by the least change that does; pure (R50, R122).

What multiplication and cents moved between lines can do is done already (`amounts.py`, `totals.py`). What is left is a
cent or two of tax. In this order:

1. a line of its own, without tax, to the account that was chosen for it, within the tolerance that was set;
2. the tax of one line is stated, as far as rounding explains the difference.

Else the document is held, with both sums. Xero's `RoundingAmount` is not written (decision 0015).
"""

from decimal import Decimal
from typing import Any, TypeVar

from shared.documents.fields import XeroDocument, XeroLine
from shared.documents.refs import Refs
from shared.documents.totals import compare, line_amount, predict, tax_of
from shared.money import CENT, ZERO, cents, plain
from shared.sync.fingerprint import Notice, Translated

WORDS = "Rounding"
DocumentT = TypeVar("DocumentT", bound=XeroDocument)


def made_equal(translated: Translated[DocumentT], gross: Decimal, refs: Refs) -> Translated[DocumentT]:
    """The same document, or one that was changed as little as it took.

    Raises TotalsDifferError where nothing makes it equal: such a document is held, since it would be wrong in the books
    from the moment it arrives.
    """
    element = translated.element
    predicted = predict(element, refs.tax_rates).gross
    missing = cents(abs(gross)) - predicted
    if not missing:
        return translated
    for lines, notice in (_with_line(element, missing, refs), _with_tax(element, missing, refs)):
        if lines is not None:
            changed = element.model_copy(update={"line_items": lines})
            return Translated(changed, (*translated.notices, notice))
    compare(scoro=gross, xero=predicted)
    return translated


Ways = tuple[tuple[XeroLine, ...] | None, Notice]


def _with_line(element: XeroDocument, missing: Decimal, refs: Refs) -> Ways:
    into = refs.rounding
    if into is None or abs(missing) > into.tolerance:
        return None, Notice("rounding_line", "LineItems")
    line = XeroLine(
        description=WORDS,
        quantity=Decimal(1),
        unit_amount=missing,
        account_code=into.account,
        tax_type=into.tax_type,
    )
    told = f"{plain(missing)} to account {into.account} so that both books agree"
    return (*element.line_items, line), Notice("rounding_line", "LineItems", told)


def _with_tax(element: XeroDocument, missing: Decimal, refs: Refs) -> Ways:
    """The line with the largest tax takes the difference; it never exceeds the line, nor turns its sign."""
    taxed = [
        (abs(tax), -place)
        for place, line in enumerate(element.line_items)
        if (tax := tax_of(line, refs.tax_rates)) and _may_state(line_amount(line), tax + missing)
    ]
    notice = Notice("tax_stated", "TaxAmount", f"{plain(missing)} so that the tax is the same in both systems")
    if not taxed or abs(missing) > explained(len(taxed)):
        return None, notice
    place = -max(taxed)[1]
    lines = list(element.line_items)
    changes: dict[str, Any] = {"tax_amount": tax_of(lines[place], refs.tax_rates) + missing}
    lines[place] = lines[place].model_copy(update=changes)
    return tuple(lines), notice


def _may_state(net: Decimal, tax: Decimal) -> bool:
    return tax * net > ZERO and abs(tax) <= abs(net)


def explained(lines: int) -> Decimal:
    """Half a cent of each taxed line and of the sum: what rounding alone can make of a tax."""
    return CENT * ((lines + 1) // 2)
