"""Which VAT codes are created, changed, put back or deactivated in Scoro."""

from dataclasses import replace
from decimal import Decimal

from services.connector.reference_data import currencies
from services.connector.reference_data.steps import Step, Why
from services.connector.reference_data.tax_rates import ScoroVatCode, XeroTaxRate, from_scoro, from_xero, kept, plan

STANDARD = XeroTaxRate("OUTPUT2", "20% (VAT on Income)", Decimal(20), "ACTIVE", sales=True, purchases=False)
ROW = {
    "vat_code_id": "9", "vat_code": "OUTPUT2", "percent": "20.000", "vat_name": "20% (VAT on Income)",
    "is_sales": 1, "is_purchases": 0, "is_active": 1, "is_not_applicable": 0,
}  # fmt: skip
IN_SCORO: ScoroVatCode = from_scoro(ROW)


def test_an_equal_rate_needs_nothing_however_its_digits_are_written() -> None:
    assert plan([STANDARD], [], [IN_SCORO]) == []


def test_a_new_rate_is_created_under_its_tax_type() -> None:
    [step] = plan([STANDARD], [], [])

    assert (step.why, step.natural_key, step.scoro_id) == (Why.NEW, "OUTPUT2", None)
    assert step.fields["percent"] == Decimal(20)


def test_a_rate_that_is_raised_is_raised_in_scoro() -> None:
    steps = plan([replace(STANDARD, rate=Decimal("22.5"))], [STANDARD], [IN_SCORO])

    assert steps == [Step(Why.CHANGED, "OUTPUT2", {"percent": Decimal("22.5")}, "9")]


def test_a_rate_that_somebody_changed_in_scoro_is_put_back() -> None:
    steps = plan([STANDARD], [STANDARD], [replace(IN_SCORO, percent=Decimal(21))])

    assert steps == [Step(Why.DRIFT, "OUTPUT2", {"percent": Decimal(20)}, "9")]


def test_a_deleted_rate_is_deactivated_and_never_created() -> None:
    deleted = replace(STANDARD, status="DELETED")

    assert plan([deleted], [], []) == []
    assert plan([deleted], [STANDARD], [IN_SCORO]) == [Step(Why.CHANGED, "OUTPUT2", {"is_active": 0}, "9")]


def test_a_vanished_rate_is_deactivated() -> None:
    other = replace(STANDARD, tax_type="TAX001")

    steps = plan([other], [STANDARD], [IN_SCORO, replace(IN_SCORO, id="10", code="TAX001")])

    assert steps == [Step(Why.GONE, "OUTPUT2", {"is_active": 0}, "9")]


def test_r44_a_rate_that_matches_nothing_in_xero_becomes_inactive_where_that_is_chosen() -> None:
    own = replace(IN_SCORO, id="3", code="S175", name="17.5%")
    there = [IN_SCORO, own, replace(own, id="4", active=False), replace(own, id="5", code="", name="Old")]

    steps = plan([STANDARD], [STANDARD], there, deactivates_unmatched=True)

    assert steps == [
        Step(Why.UNMATCHED, "S175", {"is_active": 0}, "3"),
        Step(Why.UNMATCHED, "Old", {"is_active": 0}, "5"),
    ]
    assert plan([STANDARD], [], there, deactivates_unmatched=True) == []
    assert plan([], [STANDARD], there, deactivates_unmatched=True) == []


def test_no_tax_is_out_of_scope_and_zero_percent_is_not() -> None:
    no_tax, zero = replace(STANDARD, tax_type="NONE"), replace(STANDARD, tax_type="ZERORATEDOUTPUT", rate=Decimal(0))

    assert (no_tax.in_scoro()["is_not_applicable"], zero.in_scoro()["is_not_applicable"]) == (1, 0)


def test_a_kept_rate_reads_like_one_of_xero() -> None:
    assert from_xero(kept(STANDARD)) == STANDARD
    assert kept(replace(STANDARD, rate=Decimal("17.500")))["EffectiveRate"] == "17.5"


def test_currencies_are_kept_by_their_codes() -> None:
    rows = [{"Code": "usd", "Description": "US Dollar"}, {"Code": "EUR"}, {}]

    assert currencies.kept(rows) == [{"Code": "EUR", "Description": ""}, {"Code": "USD", "Description": "US Dollar"}]


def test_a_currency_is_missed_aloud_only_once() -> None:
    assert currencies.appeared(["EUR"], ["EUR", "USD"]) == ("USD",)
