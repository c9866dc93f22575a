"""What lanes say can be told apart, and the environment says what is played in how many."""

import io
from pathlib import Path

import pytest

from deploy.faults import __main__ as suite
from deploy.faults import results
from deploy.faults.lanes import Labelled
from deploy.faults.scenarios.everything import BY_NAME, SCENARIOS


def test_every_line_names_its_lane_however_it_is_written() -> None:
    said = io.StringIO()
    lane = Labelled(said, "2 ")

    for part in ("kill -9 ", "bills\nSIGTERM", " invoices\n", "\n", "not yet"):
        lane.write(part)

    assert said.getvalue() == "2 kill -9 bills\n2 SIGTERM invoices\n2 \n"


def test_all_scenarios_are_played_in_two_lanes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SEED", "SCENARIO", "LANES"):
        monkeypatch.delenv(name, raising=False)

    wanted = suite.Wanted.told()

    assert (wanted.scenarios, wanted.lanes) == (SCENARIOS, 2)


def test_the_environment_names_others(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"SEED": "7", "SCENARIO": "killed, away", "LANES": "1"}.items():
        monkeypatch.setenv(name, value)

    assert suite.Wanted.told() == suite.Wanted(7, (BY_NAME["killed"], BY_NAME["away"]), 1)


@pytest.mark.parametrize(("name", "value"), [("SEED", "x"), ("SCENARIO", "nothing"), ("LANES", "0"), ("LANES", "two")])
def test_what_there_is_not_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit):
        suite.Wanted.told()

    assert name in capsys.readouterr().err


def test_the_longest_come_first_and_before_them_what_was_never_played(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.json"
    one = {
        "day": "2026-11-27", "seed": "1:x", "versions": {"RabbitMQ": "3.10.8"}, "kills": 0, "documents": 1,
        "payments": 0, "twice": 0, "lost": 0, "difference": "0.00", "unaccounted": 0, "notes": {}, "says": "",
    }  # fmt: skip
    seconds = {"killed": 39, "soak": 200}
    kept.write_bytes(results.KEPT.dump_json(
        [results.Result(**one, name=name, seconds=took) for name, took in seconds.items()]
    ))  # fmt: skip
    monkeypatch.setattr(suite, "RESULTS", kept)

    found = suite.longest_first([BY_NAME[name] for name in ("killed", "soak", "away")])

    assert [scenario.name for scenario in found] == ["away", "soak", "killed"]
