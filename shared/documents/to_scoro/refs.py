"""What must be known of Scoro, and of our links, to translate one document; the mapping never asks for it itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from shared.documents.chart import NO_TAX
from shared.documents.to_scoro.in_xero import DocumentInXero
from shared.documents.to_scoro.taxing import ALL, Way
from shared.sync.settings import SyncSettings


@dataclass(frozen=True, slots=True)
class VatCode:
    """A VAT code of Scoro, known by Xero's tax type (R48)."""

    id: int
    percent: Decimal


@dataclass(frozen=True, slots=True)
class RoundingInScoro:
    """Where cents of rounding may go."""

    account_id: int
    vat_code_id: int
    """Of zero percent."""
    tolerance: Decimal


Option = tuple[str, str]
"""A tracking category and one of its options, as a line names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refs:
    """All that one translation looks up."""

    contact_id: int | None
    """The counterpart in Scoro; None while it is not linked."""
    base_currency: str
    active_currencies: frozenset[str] | None = None
    """Of the site; None: not known, Scoro will say."""
    vat_codes: Mapping[str, VatCode] = field(default_factory=dict)
    """The active ones, by tax type."""
    accounts: Mapping[str, int] = field(default_factory=dict)
    """The active finance accounts, by code."""
    taxing: frozenset[Way] = ALL
    """The ways in which the site may work out tax, as far as its answers told."""
    tries_anew: bool = False
    """A person asks: they may have changed how the site works out tax since it was learnt."""
    rounding: RoundingInScoro | None = None
    """Where a rounding line may go; None: nowhere."""
    products: Mapping[str, int] = field(default_factory=dict)
    """By item code, for those that are linked."""
    missing_items: frozenset[str] = frozenset()
    """Ids of items on its lines that are not linked, and not known to be gone (R59)."""
    accounting_objects: Mapping[Option, int] = field(default_factory=dict)
    """Of the chosen category, archived options too (R125–R129)."""
    tracked: frozenset[str] = frozenset()
    """The chosen category as lines name it: its options must have an object; empty where none is chosen (R123)."""
    cannot_list_objects: bool = False
    """Scoro does not let us list accounting objects (R152)."""
    projects: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """By name, as `name_key` gives it: the projects of the entity (R133)."""
    project_categories: frozenset[str] = frozenset()
    """The category chosen for projects as lines name it; empty where none is chosen (R132)."""
    credited: tuple[int, ...] = ()
    """Invoices in Scoro that a credit note is allocated to (R95)."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a document refers to, in Xero's words."""

    contact_id: str
    items: frozenset[tuple[str, str]]
    """Item code, and id where Xero tells it."""
    credited: tuple[str, ...]
    """Ids of invoices."""


def needs(document: DocumentInXero) -> Needs:
    """What the service must look up before it can translate this document."""
    lines = document.line_items
    return Needs(
        contact_id=document.contact.contact_id,
        items=frozenset((line.item_code, line.item.item_id) for line in lines if line.item_code),
        credited=document.credited_ids,
    )


def rounding_in(
    settings: SyncSettings, accounts: Mapping[str, int], vat_codes: Mapping[str, VatCode]
) -> RoundingInScoro | None:
    """The chosen account, with a rate of zero percent; None where Scoro lacks one of them."""
    account = accounts.get(settings.rounding.account or "")
    free = sorted((code != NO_TAX, code) for code, vat in vat_codes.items() if not vat.percent)
    if account is None or not free:
        return None
    return RoundingInScoro(account, vat_codes[free[0][1]].id, settings.rounding.tolerance)


def products_of(need: Needs, linked: Mapping[str, int]) -> dict[str, int]:
    """Products in Scoro by the codes of the items that they are linked to."""
    return {code: linked[item_id] for code, item_id in need.items if item_id in linked}
