"""Xero's tax rates and Scoro's VAT codes (R45–R49); pure. Xero's `TaxType` is Scoro's `vat_code` (R48)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from services.connector.reference_data.steps import Step, Why, differing
from shared.money import plain
from shared.scoro.fields import amount, flag, text
from shared.xero.wire import decimal

OUT_OF_SCOPE = frozenset({"NONE", "BASEXCLUDED"})
"""Not zero percent but no tax at all: "no VAT", and its Australian sibling."""
OTHER_CLASSES = ("Assets", "Equity", "Liabilities")
"""Besides revenue and expenses, as Xero's flags spell them."""


@dataclass(frozen=True, slots=True)
class XeroTaxRate:
    """As far as others need it."""

    tax_type: str
    name: str
    rate: Decimal
    """Effective percent."""
    status: str
    sales: bool
    purchases: bool
    others: tuple[str, ...] = ()
    """`Assets`, `Equity`, `Liabilities`: other classes of accounts that it fits."""

    @property
    def is_active(self) -> bool:
        return self.status == "ACTIVE"

    def in_scoro(self) -> dict[str, Any]:
        """The fields that Scoro is to have."""
        return {
            "vat_code": self.tax_type,
            "vat_name": self.name,
            "percent": self.rate,
            "is_sales": int(self.sales),
            "is_purchases": int(self.purchases),
            "is_active": int(self.is_active),
            "is_not_applicable": int(self.tax_type in OUT_OF_SCOPE),
        }


@dataclass(frozen=True, slots=True)
class ScoroVatCode:
    """A VAT code."""

    id: str
    code: str
    name: str
    percent: Decimal
    active: bool
    sales: bool
    purchases: bool
    not_applicable: bool

    def fields(self) -> dict[str, Any]:
        """As Scoro writes them."""
        return {
            "vat_code": self.code,
            "vat_name": self.name,
            "percent": self.percent,
            "is_sales": int(self.sales),
            "is_purchases": int(self.purchases),
            "is_active": int(self.active),
            "is_not_applicable": int(self.not_applicable),
        }


def from_xero(row: Mapping[str, Any]) -> XeroTaxRate:
    """One row of Xero's list; fields without a value are not there."""
    return XeroTaxRate(
        tax_type=str(row["TaxType"]),
        name=str(row.get("Name", "")),
        rate=decimal(row.get("EffectiveRate", 0)),
        status=str(row.get("Status", "ACTIVE")),
        sales=bool(row.get("CanApplyToRevenue")),
        purchases=bool(row.get("CanApplyToExpenses")),
        others=tuple(one for one in OTHER_CLASSES if row.get(f"CanApplyTo{one}")),
    )


def from_scoro(row: Mapping[str, Any]) -> ScoroVatCode:
    """One row of Scoro's list."""
    return ScoroVatCode(
        id=text(row.get("vat_code_id")),
        code=text(row.get("vat_code")),
        name=text(row.get("vat_name")),
        percent=amount(row.get("percent")),
        active=flag(row.get("is_active")),
        sales=flag(row.get("is_sales")),
        purchases=flag(row.get("is_purchases")),
        not_applicable=flag(row.get("is_not_applicable")),
    )


def kept(rate: XeroTaxRate) -> dict[str, Any]:
    """As Xero's list is kept for others: in Xero's own spelling, percents as decimal text."""
    return {
        "TaxType": rate.tax_type,
        "Name": rate.name,
        "EffectiveRate": plain(rate.rate),
        "Status": rate.status,
        "CanApplyToRevenue": rate.sales,
        "CanApplyToExpenses": rate.purchases,
        **{f"CanApplyTo{one}": one in rate.others for one in OTHER_CLASSES},
    }


def kept_in_scoro(code: ScoroVatCode) -> dict[str, Any]:
    """As Scoro's list is kept for others."""
    return {**asdict(code), "percent": plain(code.percent)}


def plan(
    now: Sequence[XeroTaxRate],
    before: Sequence[XeroTaxRate],
    there: Sequence[ScoroVatCode],
    *,
    deactivates_unmatched: bool = False,
) -> list[Step]:
    """What makes Scoro's VAT codes equal to Xero's; `before` is Xero's list as it was last applied."""
    by_code = _by_code(there)
    was = {rate.tax_type: rate for rate in before}
    steps = [step for rate in now for step in _step(rate, was.get(rate.tax_type), by_code.get(rate.tax_type))]
    present = {rate.tax_type for rate in now}
    vanished = [code for code in was if code not in present] if now else []
    steps += [
        Step(Why.GONE, code, {"is_active": 0}, twin.id)
        for code in vanished
        if (twin := by_code.get(code)) is not None and twin.active
    ]
    return steps + _unmatched(present, set(was), there) if deactivates_unmatched else steps


def _unmatched(present: set[str], before: set[str], there: Sequence[ScoroVatCode]) -> list[Step]:
    """R44: what only Scoro has; not before Xero's list was applied once, and never for what it had a moment ago."""
    return [
        Step(Why.UNMATCHED, one.code or one.name, {"is_active": 0}, one.id)
        for one in there
        if present and before and one.active and one.id and one.code not in present | before
    ]


def _by_code(there: Sequence[ScoroVatCode]) -> dict[str, ScoroVatCode]:
    """Of two with one code the active, then the older one counts."""
    ordered = sorted(there, key=lambda one: (not one.active, int(one.id or 0)), reverse=True)
    return {one.code: one for one in ordered if one.id and one.code}


def _step(rate: XeroTaxRate, was: XeroTaxRate | None, twin: ScoroVatCode | None) -> list[Step]:
    wanted = rate.in_scoro()
    if twin is None:
        return [Step(Why.NEW, rate.tax_type, wanted)] if rate.is_active else []
    changed = differing(wanted, twin.fields())
    if not changed:
        return []
    return [Step(Why.DRIFT if was == rate else Why.CHANGED, rate.tax_type, changed, twin.id)]
