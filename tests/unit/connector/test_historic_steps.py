"""In which order a historic load is read, and what it costs."""

import datetime as dt
from uuid import UUID

from services.connector.sources.historic_steps import steps
from services.console.backfill_cost import Cost, of_load
from shared.contracts.envelope import Category, System
from shared.store.historic import HistoricLoad, Phase, Tally

CONTACTS, INVOICES, BILLS = Category.CONTACTS, Category.INVOICES, Category.BILLS


def a_load(ways: dict[Category, System], counted: dict[Category, Tally] | None = None) -> HistoricLoad:
    return HistoricLoad(
        id=UUID(int=1),
        connection_id="acme",
        begins=dt.date(2026, 1, 20),
        ends=dt.date(2026, 3, 5),
        ways=ways,
        phase=Phase.READING,
        asked_by="mari",
        asked_at=dt.datetime(2026, 4, 1, tzinfo=dt.UTC),
        counted=counted or {},
    )


def test_the_newest_month_comes_first_and_the_edges_are_cut_to_the_range() -> None:
    found = [(step.begins, step.ends) for step in steps(a_load({INVOICES: "scoro"}))]

    assert found == [
        (dt.date(2026, 3, 1), dt.date(2026, 3, 5)),
        (dt.date(2026, 2, 1), dt.date(2026, 2, 28)),
        (dt.date(2026, 1, 20), dt.date(2026, 1, 31)),
    ]


def test_contacts_come_once_and_before_all_documents() -> None:
    found = [step.category for step in steps(a_load({INVOICES: "scoro", CONTACTS: "scoro"}))]

    assert found == [CONTACTS, INVOICES, INVOICES, INVOICES]


def test_each_month_brings_invoices_before_bills_and_documents_of_xero_from_two_lists() -> None:
    found = [(step.category, step.part) for step in steps(a_load({BILLS: "xero", INVOICES: "scoro"}))][:3]

    assert found == [(INVOICES, 0), (BILLS, 0), (BILLS, 1)]


def test_every_day_of_the_range_is_of_exactly_one_step() -> None:
    load = a_load({INVOICES: "scoro"})
    days = [load.begins + dt.timedelta(days=number) for number in range((load.ends - load.begins).days + 1)]

    assert all(sum(step.holds(day) for step in steps(load)) == 1 for day in days)
    assert not any(step.holds(load.ends + dt.timedelta(days=1)) for step in steps(load))


def test_from_scoro_fifty_documents_cost_one_writing_call() -> None:
    load = a_load({INVOICES: "scoro"}, {INVOICES: Tally(objects=1000)})

    assert of_load(load) == {INVOICES: Cost(scoro=40, xero=20)}


def test_to_scoro_each_new_document_costs_a_call_and_linked_ones_none() -> None:
    load = a_load({INVOICES: "xero"}, {INVOICES: Tally(objects=100, twins=50)})

    assert of_load(load) == {INVOICES: Cost(scoro=4 + 50, xero=6)}


def test_the_slower_system_says_how_long_it_takes() -> None:
    assert Cost(scoro=600, xero=20).lasts(scoro_a_second=10, xero_a_minute=60) == dt.timedelta(minutes=1)
    assert Cost(scoro=6, xero=120).lasts(scoro_a_second=10, xero_a_minute=60) == dt.timedelta(minutes=2)
