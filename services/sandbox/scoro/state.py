"""Everything the pretend Scoro remembers: plain values only, so that it can be copied whole."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

Row = dict[str, Any]
"""One object, its kept values by field name. Names with a leading underscore are ours and never shown."""


class VatMode(StrEnum):
    LINE = "line"
    DOCUMENT = "document"


@dataclass(slots=True)
class Entity:
    """One business entity of the site, with the settings that decide its sums."""

    entity_id: str
    name: str
    base_currency: str
    active_currencies: list[str]
    vat_mode: VatMode = VatMode.LINE
    round_tax_per_line: bool = True
    """Only with line-based VAT."""
    secondary_quantity: bool = False
    """Whether `amount2` multiplies."""
    default_vat_code_id: int = 0
    """For sales lines that neither name a VAT code nor a product with one."""
    default_purchases_vat_code_id: int = 0
    currency_rates: dict[str, Decimal] = field(default_factory=dict)
    """Units of base currency for one of the other; used where a document names no rate."""
    reg_no: str = ""
    vat_no: str = ""


@dataclass(slots=True)
class State:
    company_name: str = ""
    email: str = ""
    website: str = ""
    entities: dict[str, Entity] = field(default_factory=dict)
    tables: dict[str, dict[int, Row]] = field(default_factory=dict)
    """By module, then by primary id, in ascending order of ids."""
    last_ids: dict[str, int] = field(default_factory=dict)
    tokens: dict[str, int] = field(default_factory=dict)
    """User tokens given out, with the user's id."""
    version: int = 0
    """Goes up with every change: whoever caches compares it."""

    def table(self, module: str) -> dict[int, Row]:
        return self.tables.setdefault(module, {})

    def next_id(self, series: str, first: int = 1) -> int:
        self.last_ids[series] = self.last_ids.get(series, first - 1) + 1
        return self.last_ids[series]

    def find(self, module: str, row_id: int) -> Row | None:
        return self.table(module).get(row_id)
