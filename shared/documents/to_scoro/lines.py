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
from shared.documents.to_scoro import levelling, projects
from shared.documents.to_scoro.errors import (
    AccountingObjectMissingError,
    AccountNotInScoroError,
    TaxRateNotInScoroError,
)
from shared.documents.to_scoro.in_scoro import LineInScoro
from shared.documents.to_scoro.in_xero import DocumentInXero, LineInXero
from shared.documents.to_scoro.levelling import Level
from shared.documents.to_scoro.refs import Refs, RoundingInScoro, VatCode
from shared.money import ZERO, cents, plain, rounded
from shared.sync.fingerprint import Notice

HEADING = -1
ROUNDING = "Rounding"
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
    """All lines, in their order; negative where the document is a credit note. Together they are Xero's total.

    Raises AccountNotInScoroError, TaxRateNotInScoroError, TotalsDifferError, OneTaxRateOnlyError.
    """
    level = levelled(document, refs)
    nets = iter(level.nets)
    lines = [
        _text(line) if line.is_text else _priced(document, line, next(nets), refs)
        for line in document.line_items
        if line.description.strip() or not line.is_text
    ]
    if level.rounding and refs.rounding:
        lines.append(_rounding(document, level.rounding, refs.rounding))
    return tuple(lines)


def levelled(document: DocumentInXero, refs: Refs) -> Level:
    """What its lines are to be worth in Scoro.

    Raises TaxRateNotInScoroError, TotalsDifferError, OneTaxRateOnlyError.
    """
    return levelling.level(document, [vat_code(line, refs).percent for line in levelling.priced(document)], refs)


def cents_told(document: DocumentInXero, refs: Refs) -> list[Notice]:
    """What people should know of cents that are elsewhere in Scoro than in Xero."""
    level = levelled(document, refs)
    if level.rounding:
        return [Notice("rounding_line", "lines", f"{plain(level.rounding)} so that both books agree")]
    before = [document.net_of(line) for line in levelling.priced(document)]
    moved = max((abs(now - was) for now, was in zip(level.nets, before, strict=True)), default=ZERO)
    return [Notice("cents_moved", "lines", f"{plain(moved)} so that both books agree")] if moved else []


def numbers(line: LineInXero, net: Decimal) -> Numbers:
    """The first way that gives that net; without the sign of a credit note."""
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


def _priced(document: DocumentInXero, line: LineInXero, net: Decimal, refs: Refs) -> LineInScoro:
    account = refs.accounts.get(line.account_code)
    if account is None:
        raise AccountNotInScoroError(line.account_code)
    made = numbers(line, net)
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


def _rounding(document: DocumentInXero, amount: Decimal, into: RoundingInScoro) -> LineInScoro:
    return LineInScoro(
        comment=ROUNDING,
        price=amount,
        amount=Decimal(-1 if document.is_credit_note else 1),
        vat_code_id=into.vat_code_id,
        finance_account_id=into.account_id,
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
