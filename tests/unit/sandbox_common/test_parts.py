"""Fault rules, request log, JSON and snapshots, without a network."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from services.sandbox.common import json
from services.sandbox.common.faults import FaultKind, FaultRule, Faults
from services.sandbox.common.requestlog import RequestLog, path_pattern
from services.sandbox.common.snapshots import Snapshots, UnknownSnapshotError

GUID = "7d05a1c2-0000-4000-8000-1234567890ab"


def struck(faults: Faults, times: int, method: str = "POST", path: str = "/a/1", body: bytes = b"") -> list[bool]:
    return [faults.striking(method, path, body) is not None for _ in range(times)]


def test_a_rule_strikes_its_requests_only() -> None:
    faults = Faults()
    faults.add(FaultRule(kind=FaultKind.RESET, method="POST", path="/api/*/view/*", contains="poison"))

    assert struck(faults, 1, path="/api/v2/invoices/view/7", body=b"poisonous") == [True]
    assert struck(faults, 1, path="/api/v2/invoices/list", body=b"poison") == [False]
    assert struck(faults, 1, path="/api/v2/invoices/view/7") == [False]
    assert struck(faults, 1, "GET", "/api/v2/invoices/view/7", b"poison") == [False]


def test_a_rule_waits_counts_and_stops() -> None:
    faults = Faults()
    faults.add(FaultRule(kind=FaultKind.HTML, after=2, count=2))

    assert struck(faults, 6) == [False, False, True, True, False, False]
    assert faults.listed()[0]["struck"] == 2


def test_chance_is_the_same_for_the_same_seed() -> None:
    first, second = Faults(), Faults()
    for faults in (first, second):
        faults.add(FaultRule(kind=FaultKind.HTML, probability=0.5, seed=4))

    strikes = struck(first, 50)

    assert strikes == struck(second, 50)
    assert 10 < strikes.count(True) < 40


def test_the_next_rule_has_its_turn_when_the_first_is_used_up() -> None:
    faults = Faults()
    first = faults.add(FaultRule(kind=FaultKind.HTML, count=1))
    second = faults.add(FaultRule(kind=FaultKind.RESET))

    assert [faults.striking("GET", "/", b"") for _ in range(2)] == [first, second]


def test_a_rule_can_be_taken_back() -> None:
    faults = Faults()
    number = faults.add(FaultRule(kind=FaultKind.HTML)).number

    assert [faults.remove(number), faults.remove(number), bool(faults)] == [True, False, False]


def test_a_rule_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValidationError):
        FaultRule.model_validate({"kind": "explode"})


def test_ids_in_paths_are_counted_together() -> None:
    assert path_pattern(f"/Invoices/{GUID}/Allocations/{GUID}") == "/Invoices/{id}/Allocations/{id}"
    assert path_pattern("/api/v2/invoices/view/17") == "/api/v2/invoices/view/{id}"


def test_the_log_forgets_old_entries_but_not_the_counts() -> None:
    log = RequestLog(keep=2)
    opened = [log.opened(at="", method="GET", path=f"/{number}", query="") for number in range(3)]
    for entry in opened:
        entry.status = 200
        log.closed(entry)

    assert [entry["path"] for entry in log.newest(10)] == ["/2", "/1"]
    assert (log.counters()["total"], log.counters()["max_in_flight"], log.counters()["in_flight"]) == (3, 3, 0)


def test_decimals_survive_both_ways_digit_by_digit() -> None:
    text = b'{"a":1.10,"b":88.659999999999997,"c":3}'

    assert json.decode(text) == {"a": Decimal("1.10"), "b": Decimal("88.659999999999997"), "c": 3}
    assert json.encode(json.decode(text)) == text


@pytest.mark.parametrize("body", [pytest.param(b"{", id="cut off"), pytest.param(b"\xff", id="no text at all")])
def test_what_is_no_json_has_a_name(body: bytes) -> None:
    with pytest.raises(json.NotJsonError):
        json.decode(body)


def test_a_snapshot_is_a_copy() -> None:
    snapshots, state = Snapshots(), {"rows": [Decimal(1)]}
    snapshots.save("one", state)

    state["rows"].append(Decimal(2))

    assert snapshots.restore("one") == {"rows": [Decimal(1)]}
    snapshots.delete("one")
    with pytest.raises(UnknownSnapshotError, match="one"):
        snapshots.restore("one")
