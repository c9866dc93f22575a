"""The demonstration played on a system that runs already, told by its environment alone: as in containers."""

import json

import pytest

from deploy.demo import __main__ as demonstration
from deploy.local.places import Places
from deploy.local.services import SCORO, STUDIO, XERO, command_line
from deploy.local.stack import Stack

SIZE = 100
BILLS = 33
DELETED = 1
"""By people, in the middle of the story."""
SAME_NUMBER = 1
"""A bill whose number another one of its supplier has; foreign, so it comes second and a person decides (R104)."""
AGENCY = ("From Scoro", SIZE + BILLS - DELETED - SAME_NUMBER, SAME_NUMBER)


@pytest.mark.usefixtures("patched_environment")
def test_all_books_agree_and_what_runs_goes_on_running(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    stack = Stack(
        Places(tmp_path_factory.mktemp("stack")), company={"SIZE": "0", "SEED": "1"}, once_well=lambda _around: None
    )
    try:
        around = stack.surroundings(stack.up())
        told = command_line(around) | {
            "DEMO_SCORO_URL": around.address(SCORO),
            "DEMO_STUDIO_URL": around.address(STUDIO),
            "DEMO_XERO_URL": around.address(XERO),
            "SANDBOX_SCORO_API_KEY": around.keys.scoro_api_key,
            "XERO_WEBHOOK_KEY": around.keys.xero_webhook_key,
            "SEED": "1",
            "SIZE": str(SIZE),
            "JSON": "1",
        }
        with pytest.MonkeyPatch.context() as patch:
            for name, value in told.items():
                patch.setenv(name, value)
            code = demonstration.main()
        members = stack.state().members
        alive = [member.is_alive for member in members]
    finally:
        stack.down()

    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    agency, studio = found["connections"]
    assert code == 0
    assert (found["lost"], found["duplicates"], found["unequal"], found["difference"]) == (0, 0, 0, "0.00")
    assert (found["second_run_writes"], found["too_many_requests"]) == (0, 0)
    assert (agency["way"], agency["documents"], agency["need_a_person"]) == AGENCY
    assert (studio["way"], studio["documents"] > SIZE // 2) == ("To Scoro", True)
    assert found["documents"] == agency["documents"] + studio["documents"]
    assert alive
    assert all(alive)
