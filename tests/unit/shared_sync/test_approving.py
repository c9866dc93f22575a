"""What a person approved is written as it was, or not at all."""

from dataclasses import replace

from shared.sync.approving import as_approved
from shared.sync.plans import Failed, LeftOut, Plan
from tests.unit.shared_sync.test_proposing import ENTRY, write


def test_what_is_as_it_was_approved_goes() -> None:
    plan = replace(write(), entry=replace(ENTRY, approved="f"))

    assert as_approved([plan]) == [plan]


def test_what_differs_needs_a_person_again_with_its_money() -> None:
    plan = replace(write(), entry=replace(ENTRY, approved="another"))

    [failed] = as_approved([plan])

    assert isinstance(failed, Failed)
    assert (failed.error.code, failed.money) == ("not_as_approved", plan.money)


def test_what_nobody_approved_and_what_writes_nothing_is_left_alone() -> None:
    plans: list[Plan] = [write(), LeftOut(replace(ENTRY, approved="f"), "before_start_date")]

    assert as_approved(plans) == plans
