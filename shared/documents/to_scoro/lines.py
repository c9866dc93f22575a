"""The lines of a document in Scoro; pure.

Scoro multiplies price, quantity and discount and rounds once. The first way that gives a line's net to the cent:

1. quantity × unit price with Xero's discount as percent;
2. quantity × the net of one unit, six decimals of price;
3. one unit at the net, its quantity and price told in the text.

A line of text becomes a heading (R85). In a credit invoice quantities are negative.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from shared.documents.errors import AccountingObjectsUnreadableError
from shared.documents.to_scoro import projects
from shared.documents.to_scoro.errors import (
    AccountingObjectMissingError,
    AccountNotInScoroError,
    TaxRateNotInScoroError,
)
from shared.documents.to_scoro.in_scoro import LineInScoro
from shared.documents.to_scoro.in_xero import DocumentInXero, LineInXero
from shared.documents.to_scoro.refs import Refs, VatCode
from shared.money import ZERO, cents, plain, rounded

HEADING = -1
NO_OBJECT = 0
HUNDRED = Decimal(100)
PRICE_PLACES = 6
QUANTITY_PLACES = 6


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a priced line in Scoro."""

    price: Decimal
    quantity: Decimal
    discount: Decimal | None = None

    @property
    def net(self) -> Decimal:
        """What Scoro makes of them."""
        return cents(self.price * self.quantity * (1 - (self.discount or ZERO) / HUNDRED))


def to_lines(document: DocumentInXero, refs: Refs) -> tuple[LineInScoro, ...]:
    """All lines, in their order; negative where the document is a credit note.

    Raises AccountNotInScoroError, TaxRateNotInScoroError.
    """
    return tuple(
        _text(line) if line.is_text else _priced(document, line, refs)
        for line in document.line_items
        if line.description.strip() or not line.is_text
    )


def numbers(document: DocumentInXero, line: LineInXero) -> Numbers:
    """The first way that gives the line's net; without the sign of a credit note."""
    net = document.net_of(line)
    return next((way for way in _ways(line, net) if way.net == net), Numbers(net, Decimal(1)))


def _ways(line: LineInXero, net: Decimal) -> Iterator[Numbers]:
    quantity = line.quantity
    if not quantity or quantity != rounded(quantity, QUANTITY_PLACES):
        return
    if line.unit_amount is not None and not line.discount_amount:
        yield Numbers(line.unit_amount, quantity, line.discount_rate or None)
    yield Numbers(rounded(net / quantity, PRICE_PLACES), quantity)


def vat_code(line: LineInXero, refs: Refs) -> VatCode:
    """Raises TaxRateNotInScoroError."""
    found = refs.vat_codes.get(line.tax_type)
    if found is None:
        raise TaxRateNotInScoroError(line.tax_type)
    return found


def _priced(document: DocumentInXero, line: LineInXero, refs: Refs) -> LineInScoro:
    account = refs.accounts.get(line.account_code)
    if account is None:
        raise AccountNotInScoroError(line.account_code)
    made = numbers(document, line)
    return LineInScoro(
        product_id=refs.products.get(line.item_code, 0),
        comment=_words(line, made),
        price=made.price,
        amount=-made.quantity if document.is_credit_note else made.quantity,
        discount=made.discount,
        vat_code_id=vat_code(line, refs).id,
        finance_account_id=account,
        finance_object_id=_object(line, refs),
        project_id=projects.of_line(line, refs),
    )


def _object(line: LineInXero, refs: Refs) -> int | None:
    """The accounting object that stands for the line's option; zero takes away what it had, None says nothing.

    Raises AccountingObjectMissingError, AccountingObjectsUnreadableError.
    """
    options = [(one.name, one.option) for one in line.tracking]
    for one in options:
        if one in refs.accounting_objects:
            return refs.accounting_objects[one]
        if one[0] in refs.tracked:
            if refs.cannot_list_objects:
                raise AccountingObjectsUnreadableError(f"tracking option {one[1]}")
            raise AccountingObjectMissingError(one[1])
    return NO_OBJECT if refs.tracked else None


def _text(line: LineInXero) -> LineInScoro:
    return LineInScoro(product_id=HEADING, comment=line.description.strip())


def _words(line: LineInXero, made: Numbers) -> str:
    words = line.description.strip() or line.item_code
    if line.quantity is not None and made.quantity != line.quantity:
        words = f"{words}\n{plain(line.quantity)} × {plain(line.unit_amount or ZERO)}"
    return words
