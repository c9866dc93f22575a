"""The lines of a document in Xero; pure.

Headings become lines of text (R85); one without a word is not sent, since Xero refuses it. A priced line takes its
account from the line, else the product, else the default (R25), and its tax rate from its own VAT code, else the
document's (R48). Where only one unit at the net fits (`amounts.py`) the description keeps quantity and price, and the
item code stays away, since Xero would count one unit as sold.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from shared.documents.amounts import Amounts, amounts
from shared.documents.discounts import Share, shares
from shared.documents.errors import (
    AccountingObjectsUnreadableError,
    DocumentIncompleteError,
    LinesNotReadError,
    NoExpenseAccountError,
    NoSalesAccountError,
    TrackingOptionMissingError,
    UnknownTaxRateError,
)
from shared.documents.fields import ScoroLine, TradeDocument, XeroLine, XeroTracking
from shared.documents.refs import ProductRef, Refs, TrackingRef
from shared.documents.totals import Totals, wanted_nets
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
    document: TradeDocument, refs: Refs, notices: Notices, *, sign: int, may_discount: bool
) -> tuple[XeroLine, ...]:
    """All lines, in their order; their nets together are the document's net to the cent, and so is the tax if possible.

    `sign` is -1 where a negative document becomes a credit note with positive amounts.
    """
    wanted = iter(_wanted(document, refs, notices, sign=sign, may_discount=may_discount))
    made = [
        _text(line, notices) if line.is_heading else _priced(place, line, document, next(wanted), refs, notices)
        for place, line in _numbered(document)
    ]
    sent = tuple(line for line in made if line is not None)
    if not sent:
        raise DocumentIncompleteError(document.id, "lines")
    return sent


def _numbered(document: TradeDocument) -> list[tuple[int, ScoroLine]]:
    """The lines with their positions as people count them."""
    if document.lines is None:
        raise LinesNotReadError(document.id)
    return list(enumerate(document.lines, start=1))


def _wanted(document: TradeDocument, refs: Refs, notices: Notices, *, sign: int, may_discount: bool) -> list[Wanted]:
    """One for each priced line, in their order."""
    priced = [(place, line) for place, line in _numbered(document) if not line.is_heading]
    parts = shares(document, [line for _, line in priced], refs)
    taxes = [_tax_type(place, line, part, document, refs) for (place, line), part in zip(priced, parts, strict=True)]
    nets = _nets(document, parts, taxes, refs, notices, sign=sign)
    return [
        Wanted(net, sign, part.discount, may_discount, tax_type)
        for net, part, tax_type in zip(nets, parts, taxes, strict=True)
    ]


def _nets(
    document: TradeDocument,
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
        document=Totals(net=document.sum * sign, tax=document.vat_sum * sign),
    )
    if nets.moved:
        notices.add("cents_moved", "LineItems", f"{plain(nets.moved)} so that the tax is the same in both systems")
    return nets.nets


def _tax_type(place: int, line: ScoroLine, part: Share, document: TradeDocument, refs: Refs) -> str | None:
    """None only for a line that is worth nothing and has no code: the account's default does no harm there."""
    vat_code = line.vat_code or document.vat_code
    if not vat_code and not part.net:
        return None
    if vat_code not in refs.tax_rates:
        raise UnknownTaxRateError(place, vat_code)
    return vat_code


def _account(place: int, line: ScoroLine, product: ProductRef, refs: Refs) -> str:
    """The line wins over the product's card, that over the default (R25). Xero judges whether it is active."""
    code = line.finance_account_symbol or product.account or refs.default_account
    if not code:
        raise NoSalesAccountError(place) if refs.side == "sales" else NoExpenseAccountError(place)
    return code


def _priced(
    place: int, line: ScoroLine, document: TradeDocument, wanted: Wanted, refs: Refs, notices: Notices
) -> XeroLine:
    product = refs.products.get(line.product_id, NO_PRODUCT)
    numbers = amounts(line, wanted.net, sign=wanted.sign, discount=wanted.discount, may_discount=wanted.may_discount)
    is_as_sold = numbers.quantity == abs(line.quantity)
    return XeroLine(
        description=_description(line, document, numbers, notices),
        quantity=numbers.quantity,
        unit_amount=numbers.unit_amount,
        item_code=product.item_code if is_as_sold else None,
        account_code=_account(place, line, product, refs),
        tax_type=wanted.tax_type,
        discount_rate=numbers.discount_rate,
        discount_amount=numbers.discount_amount,
        tracking=_tracking(place, line, document, refs, notices) or None,
    )


def _text(line: ScoroLine, notices: Notices) -> XeroLine | None:
    text = notices.fit(_words(line), DESCRIPTION_LIMIT, "Description")
    return XeroLine(description=text) if text else None


def _description(line: ScoroLine, document: TradeDocument, numbers: Amounts, notices: Notices) -> str:
    """Never empty: Xero approves no line without one."""
    words = _words(line) or line.product_code or document.description.strip() or document.no
    if numbers.quantity != abs(line.quantity):
        counted = " ".join(part for part in (plain(line.quantity), line.unit) if part)
        words = f"{words}\n{counted} × {plain(line.price)}"
    return notices.fit(words, DESCRIPTION_LIMIT, "Description")


def _words(line: ScoroLine) -> str:
    """Product name, then the comments; nothing twice."""
    texts = (text.replace("\r\n", "\n").strip() for text in (line.product_name, line.comment, line.comment2))
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _tracking(
    place: int, line: ScoroLine, document: TradeDocument, refs: Refs, notices: Notices
) -> tuple[XeroTracking, ...]:
    """The accounting object (R128), and the project if Xero has it as an option (R134).

    Raises TrackingOptionMissingError, AccountingObjectsUnreadableError.
    """
    options = (_object(place, line, refs), _project(place, line, document, refs, notices))
    return tuple(XeroTracking(name=option.category, option=option.option) for option in options if option)


def _object(place: int, line: ScoroLine, refs: Refs) -> TrackingRef | None:
    thing = line.finance_object_id
    if not thing:
        return None
    option = refs.accounting_objects.get(thing) or refs.former_objects.get(thing)
    if option is None and refs.tracks_objects:
        if refs.cannot_list_objects:
            raise AccountingObjectsUnreadableError(f"line {place}'s accounting object {thing}")
        raise TrackingOptionMissingError(place, thing)
    return option


def _project(place: int, line: ScoroLine, document: TradeDocument, refs: Refs, notices: Notices) -> TrackingRef | None:
    """The line's own, else the document's, where that has one for all lines."""
    project = line.project_id or document.project_id
    option = refs.projects.get(project) if project else None
    if project and option is None and refs.tracks_projects:
        said = f"line {place}: project {project} is no active option in Xero"
        why = refs.why_no_option.get(project)
        notices.add("project_without_option", "Tracking", f"{said}. {why}" if why else said)
    return option


def projects_of(document: TradeDocument) -> frozenset[int]:
    """Those that its lines are to name in Xero."""
    priced = [line for line in document.lines or () if not line.is_heading]
    return frozenset(project for line in priced if (project := line.project_id or document.project_id))
