"""Writing tax rates: own ones only, system rates are fixed (reference section 8.3)."""

from dataclasses import replace
from decimal import Decimal

from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.money import HUNDRED, ZERO, rounded
from services.sandbox.xero.books.problems import ElementRefusedError
from services.sandbox.xero.books.records import TaxComponent, TaxRate

ALL_CLASSES = frozenset({"ASSET", "EQUITY", "EXPENSE", "LIABILITY", "REVENUE"})
_STATUSES = frozenset({"ACTIVE", "DELETED", "ARCHIVED"})


def create(ledger: Ledger, given: Given) -> TaxRate:
    name = given.text("Name") or ""
    components = _components(given)
    if not name:
        raise ElementRefusedError("Tax rate Name must be specified")
    if not components:
        raise ElementRefusedError("A tax rate must have at least one tax component")
    _check_name(ledger, name, None)
    return ledger.save_tax_rate(
        TaxRate(
            tax_type=_next_type(ledger),
            name=name,
            effective_rate=effective_rate(components),
            components=components,
            report_tax_type=given.text("ReportTaxType") or "NONE",
            is_system=False,
            applies_to=ALL_CLASSES,
        )
    )


def create_or_update(ledger: Ledger, given: Given) -> TaxRate:
    """POST: matched by TaxType, else by Name."""
    rate = _known(ledger, given)
    if rate is None:
        return create(ledger, given)
    if rate.is_system:
        raise ElementRefusedError("System tax rates cannot be changed")
    components = _components(given) or rate.components
    name = given.text("Name") or rate.name
    _check_name(ledger, name, rate)
    return ledger.save_tax_rate(
        replace(
            rate,
            name=name,
            components=components,
            effective_rate=effective_rate(components),
            status=given.choice("Status", _STATUSES, "TaxRateStatus") or rate.status,
        )
    )


def end(ledger: Ledger, rate: TaxRate, status: str) -> TaxRate:
    """A person archives, deletes or restores any rate, a system rate too."""
    return ledger.save_tax_rate(replace(rate, status=status))


def effective_rate(components: tuple[TaxComponent, ...]) -> Decimal:
    """A compound component is charged on the price plus all others."""
    simple = sum((one.rate for one in components if not one.is_compound), ZERO)
    compound = sum((one.rate for one in components if one.is_compound), ZERO)
    return rounded(simple + compound * (HUNDRED + simple) / HUNDRED, 4)


def _known(ledger: Ledger, given: Given) -> TaxRate | None:
    tax_type, name = given.text("TaxType"), (given.text("Name") or "").lower()
    if tax_type:
        if tax_type not in ledger.tax_rates:
            raise ElementRefusedError(f"The TaxType code '{tax_type}' does not exist")
        return ledger.tax_rates[tax_type]
    return next((one for one in ledger.tax_rates.values() if one.status == "ACTIVE" and one.name.lower() == name), None)


def _check_name(ledger: Ledger, name: str, own: TaxRate | None) -> None:
    for one in ledger.tax_rates.values():
        if one is not own and one.status == "ACTIVE" and one.name.lower() == name.lower():
            raise ElementRefusedError("Please enter a unique Name.")


def _components(given: Given) -> tuple[TaxComponent, ...]:
    return tuple(
        TaxComponent(
            name=one.text("Name") or "Tax",
            rate=rounded(one.decimal("Rate") or ZERO, 4),
            is_compound=one.boolean("IsCompound") or False,
            is_non_recoverable=one.boolean("IsNonRecoverable") or False,
        )
        for one in given.objects("TaxComponents") or []
    )


def _next_type(ledger: Ledger) -> str:
    number = 1
    while f"TAX{number:03}" in ledger.tax_rates:
        number += 1
    return f"TAX{number:03}"
