"""What must be known of Xero, and of our links, to translate one document; the mapping never asks for it itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from shared.documents.chart import Chart, RoundingAccount
from shared.documents.fields import TradeDocument
from shared.documents.periods import Books
from shared.sync.settings import ClosedPeriods

Side = Literal["sales", "purchases"]


@dataclass(frozen=True, slots=True)
class ProductRef:
    """A product of Scoro."""

    item_code: str | None = None
    """Its code in Xero, once it is linked."""
    account: str | None = None
    """The account of its card, which wins over the default (R24)."""
    is_never_discounted: bool | None = None
    """Document discounts skip it; None where the card was not read."""


@dataclass(frozen=True, slots=True)
class TrackingRef:
    """An option of a tracking category, as a line names it."""

    category: str
    option: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refs:
    """All that one translation looks up."""

    contact_id: str | None
    """The payer's contact in Xero; None while it is not linked."""
    base_currency: str
    tax_rates: Mapping[str, Decimal]
    """Effective percent of the *active* tax rates by tax type, which Scoro keeps as VAT code (R48)."""
    currencies: frozenset[str] | None = None
    """Currencies that the organisation is subscribed to; None: not read, Xero will say."""
    default_account: str | None = None
    side: Side = "sales"
    """Which of a product's accounts, and which default, stands above."""
    products: Mapping[int, ProductRef] = field(default_factory=dict)
    accounting_objects: Mapping[int, TrackingRef] = field(default_factory=dict)
    """By `finance_object_id`: the active options of the chosen category (R128)."""
    tracks_objects: bool = False
    """A category is chosen: an object without an option is an error, else objects stay in Scoro (R123)."""
    former_objects: Mapping[int, TrackingRef] = field(default_factory=dict)
    """By `finance_object_id`: options that a document with tracking in Xero may keep, of any category (R129)."""
    cannot_list_objects: bool = False
    """Scoro does not let us list accounting objects (R152)."""
    projects: Mapping[int, TrackingRef] = field(default_factory=dict)
    """By `project_id`: the active options that have their names (R134)."""
    tracks_projects: bool = False
    """A category is chosen: a project without an option is told of, else projects stay in Scoro."""
    why_no_option: Mapping[int, str] = field(default_factory=dict)
    """By `project_id`: why its missing option could not be made, where that was tried (R134)."""
    missing_products: frozenset[int] = frozenset()
    """Of those on its lines: not linked, and not known to be gone (R59)."""
    chart: Chart = field(default_factory=Chart)
    """Which accounts and rates go together, as they were read last."""
    rounding: RoundingAccount | None = None
    """Where a rounding line may go; None: nowhere."""
    books: Books = field(default_factory=Books)
    """Up to when Xero is closed."""
    closed_periods: ClosedPeriods = ClosedPeriods.HOLD
    """What becomes of a document that is dated there."""
    url: str | None = None
    """The document's address in Scoro: our link back."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a document refers to, in Scoro's ids."""

    contact_id: int | None
    product_ids: frozenset[int]


def needs(document: TradeDocument) -> Needs:
    """What the service must look up before it can translate this document."""
    lines = document.lines or ()
    return Needs(
        contact_id=document.payer_id,
        product_ids=frozenset(line.product_id for line in lines if line.product_id > 0),
    )
