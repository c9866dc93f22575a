"""The calls of an idle day, decided by the product's own rules."""

from deploy.bench.idle import PROFILES, TARGETS, day

EVERYTHING = PROFILES["all From Scoro + Receipts"]


def test_an_idle_day_of_a_full_connection_keeps_to_its_targets() -> None:
    silent, announced = day(EVERYTHING, announced=False), day(EVERYTHING, announced=True)

    assert silent.calls["xero"] <= TARGETS["xero", False]
    assert silent.calls["scoro"] <= TARGETS["scoro", False]
    assert announced.calls["xero"] <= TARGETS["xero", True]


def test_a_day_has_288_ticks_of_which_one_is_nightly() -> None:
    found = day(EVERYTHING, announced=False)

    assert (found.ticks, found.nightly) == (288, 1)
