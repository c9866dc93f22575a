"""The lines of a document in Xero; pure.

Headings become lines of text (R85); one without a word is not sent, since Xero refuses it. A priced line takes its
account from the line, else the product, else the default (R25), and its tax rate from its own VAT code, else the
document's (R48). Where only one unit at the net fits (`amounts.py`) the description keeps quantity and price, and the
item code stays away, since Xero would count one unit as sold.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.invoices.amounts import Amounts, amounts
from services.invoices.discounts import Share, shares
from services.invoices.documents import ScoroInvoice, ScoroLine, XeroLine, XeroTracking
from services.invoices.errors import (
    DocumentIncompleteError,
    LinesNotReadError,
    NoSalesAccountError,
    UnknownTaxRateError,
)
from services.invoices.refs import ProductRef, Refs
from services.invoices.totals import Totals, wanted_nets
from shared.money import ZERO, plain
from shared.sync.fingerprint import Notices

DESCRIPTION_LIMIT = 4000
NO_PRODUCT = ProductRef()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a priced line is to be in Xero: its worth, its sign and its tax."""

    net: Decimal
    sign: int
    discount: Decimal
    may_discount: bool
    tax_type: str | None


def to_lines(
    invoice: ScoroInvoice, refs: Refs, notices: Notices, *, sign: int, may_discount: bool
) -> tuple[XeroLine, ...]:
    """All lines, in their order; their nets together are the document's net to the cent, and so is the tax if possible.

    `sign` is -1 where a negative document becomes a credit note with positive amounts.
    """
    wanted = iter(_wanted(invoice, refs, notices, sign=sign, may_discount=may_discount))
    made = [
        _text(line, notices) if line.is_heading else _priced(place, line, invoice, next(wanted), refs, notices)
        for place, line in _numbered(invoice)
    ]
    sent = tuple(line for line in made if line is not None)
    if not sent:
        raise DocumentIncompleteError(invoice.id, "lines")
    return sent


def _numbered(invoice: ScoroInvoice) -> list[tuple[int, ScoroLine]]:
    """The lines with their positions as people count them."""
    if invoice.lines is None:
        raise LinesNotReadError(invoice.id)
    return list(enumerate(invoice.lines, start=1))


def _wanted(invoice: ScoroInvoice, refs: Refs, notices: Notices, *, sign: int, may_discount: bool) -> list[Wanted]:
    """One for each priced line, in their order."""
    priced = [(place, line) for place, line in _numbered(invoice) if not line.is_heading]
    parts = shares(invoice, [line for _, line in priced], refs)
    taxes = [_tax_type(place, line, part, invoice, refs) for (place, line), part in zip(priced, parts, strict=True)]
    nets = _nets(invoice, parts, taxes, refs, notices, sign=sign)
    return [
        Wanted(net, sign, part.discount, may_discount, tax_type)
        for net, part, tax_type in zip(nets, parts, taxes, strict=True)
    ]


def _nets(
    invoice: ScoroInvoice,
    parts: Sequence[Share],
    taxes: Sequence[str | None],
    refs: Refs,
    notices: Notices,
    *,
    sign: int,
) -> tuple[Decimal, ...]:
    nets = wanted_nets(
        [part.net * sign for part in parts],
        [refs.tax_rates[tax_type] if tax_type else ZERO for tax_type in taxes],
        document=Totals(net=invoice.sum * sign, tax=invoice.vat_sum * sign),
    )
    if nets.moved:
        notices.add("cents_moved", "LineItems", f"{plain(nets.moved)} so that the tax is the same in both systems")
    return nets.nets


def _tax_type(place: int, line: ScoroLine, part: Share, invoice: ScoroInvoice, refs: Refs) -> str | None:
    """None only for a line that is worth nothing and has no code: the account's default does no harm there."""
    vat_code = line.vat_code or invoice.vat_code
    if not vat_code and not part.net:
        return None
    if vat_code not in refs.tax_rates:
        raise UnknownTaxRateError(place, vat_code)
    return vat_code


def _account(place: int, line: ScoroLine, product: ProductRef, refs: Refs) -> str:
    """The line wins over the product's card, that over the default (R25). Xero judges whether it is active."""
    code = line.finance_account_symbol or product.sales_account or refs.default_sales_account
    if not code:
        raise NoSalesAccountError(place)
    return code


def _priced(
    place: int, line: ScoroLine, invoice: ScoroInvoice, wanted: Wanted, refs: Refs, notices: Notices
) -> XeroLine:
    product = refs.products.get(line.product_id, NO_PRODUCT)
    numbers = amounts(line, wanted.net, sign=wanted.sign, discount=wanted.discount, may_discount=wanted.may_discount)
    is_as_sold = numbers.quantity == abs(line.quantity)
    return XeroLine(
        description=_description(line, invoice, numbers, notices),
        quantity=numbers.quantity,
        unit_amount=numbers.unit_amount,
        item_code=product.item_code if is_as_sold else None,
        account_code=_account(place, line, product, refs),
        tax_type=wanted.tax_type,
        discount_rate=numbers.discount_rate,
        discount_amount=numbers.discount_amount,
        tracking=_tracking(line, invoice, refs) or None,
    )


def _text(line: ScoroLine, notices: Notices) -> XeroLine | None:
    text = notices.fit(_words(line), DESCRIPTION_LIMIT, "Description")
    return XeroLine(description=text) if text else None


def _description(line: ScoroLine, invoice: ScoroInvoice, numbers: Amounts, notices: Notices) -> str:
    """Never empty: Xero approves no line without one."""
    words = _words(line) or line.product_code or invoice.description.strip() or invoice.no
    if numbers.quantity != abs(line.quantity):
        counted = " ".join(part for part in (plain(line.quantity), line.unit) if part)
        words = f"{words}\n{counted} × {plain(line.price)}"
    return notices.fit(words, DESCRIPTION_LIMIT, "Description")


def _words(line: ScoroLine) -> str:
    """Product name, then the comments; nothing twice."""
    texts = (text.replace("\r\n", "\n").strip() for text in (line.product_name, line.comment, line.comment2))
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _tracking(line: ScoroLine, invoice: ScoroInvoice, refs: Refs) -> tuple[XeroTracking, ...]:
    """The accounting object (R128) and the project (R134), each if Xero has it as an option."""
    project = line.project_id or invoice.project_id
    options = (
        refs.accounting_objects.get(line.finance_object_id) if line.finance_object_id else None,
        refs.projects.get(project) if project else None,
    )
    return tuple(XeroTracking(name=option.category, option=option.option) for option in options if option)
