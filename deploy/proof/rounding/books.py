"""The pretend Xero's own arithmetic, called without a server: its chart, its rates, its line items."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from services.sandbox.xero.books import tax_rates
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.lines import LineRules, lines_from
from services.sandbox.xero.books.money import document_totals
from services.sandbox.xero.books.papers import Line
from services.sandbox.xero.books.problems import Findings
from services.sandbox.xero.seeding.bodies import OrganisationSeed
from services.sandbox.xero.seeding.planting import ledger_from
from services.sandbox.xero.views import setup as view_setup
from shared.documents import chart
from shared.documents.chart import Chart

FOREIGN = ["EUR", "USD", "JPY", "KWD"]
NOW = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
OWN_RATES = (
    ("Green levy", (("VAT", "20", False), ("Levy", "2.5", True))),
    ("Two parts", (("State", "6.25", False), ("City", "1.125", False))),
    ("GST", (("GST", "15", False),)),
    ("Estonia", (("KM", "24", False),)),
    ("Finland", (("ALV", "25.5", False),)),
)
"""Compound and combined ones, and rates of other countries."""


@dataclass(frozen=True, slots=True)
class Made:
    """What Xero makes of an element."""

    sub_total: Decimal
    total_tax: Decimal
    lines: tuple[Line, ...]
    refused: tuple[str, ...] = ()

    @property
    def total(self) -> Decimal:
        return self.sub_total + self.total_tax


def open_books() -> Ledger:
    """An organisation with Xero's demo chart and some rates of its own."""
    ledger = ledger_from(OrganisationSeed(name="Proof Ltd", currencies=FOREIGN), NOW)
    for name, parts in OWN_RATES:
        components = [
            {"Name": part, "Rate": Decimal(percent), "IsCompound": is_compound} for part, percent, is_compound in parts
        ]
        tax_rates.create(ledger, Given({"Name": name, "TaxComponents": components}, "TaxRates"))
    return ledger


def chart_of(ledger: Ledger) -> Chart:
    """Accounts and rates as the product reads them from Xero's answers."""
    return chart.read(
        [view_setup.account(one) for one in ledger.accounts.values()],
        [view_setup.tax_rate(one) for one in ledger.tax_rates.values()],
    )


def reckoned(ledger: Ledger, element: Mapping[str, Any], *, unit_places: int = 4) -> Made:
    """Lines and totals of an element as it is sent, by the sandbox's rules."""
    kind, types = str(element["Type"]), str(element.get("LineAmountTypes", "Exclusive"))
    rules = LineRules(
        line_amount_types=types,
        is_sale=kind.startswith("ACCREC"),
        allows_discounts=kind == "ACCREC",
        needs_accounts=True,
        unit_places=unit_places,
    )
    findings = Findings()
    sent: Sequence[Given] = [Given(line, "LineItems") for line in element["LineItems"]]
    lines = lines_from(ledger, list(sent), rules, findings, known={})
    sub_total, total_tax = document_totals(((line.line_amount, line.tax_amount) for line in lines), types)
    if sub_total + total_tax < 0:
        findings.add("The total cannot be less than zero")
    return Made(sub_total, total_tax, lines, tuple(findings.messages))
