"""Xero and Scoro misbehave: refuse, fail, hang, lie about what they did, and refuse parts of what they are sent."""

import json
from collections.abc import Mapping
from typing import Any

from deploy.demo.life import ENTITY
from deploy.demo.sandboxes import Sandbox
from deploy.faults.play import Play, Scenario
from deploy.faults.traffic import Agency

XERO_WRITES = ({"method": "PUT", "path": "/api.xro/2.0/*"}, {"method": "POST", "path": "/api.xro/2.0/*"})
INTO_SCORO = {"path": "/api/v2/*/modify*"}
TOO_MANY: Mapping[str, Any] = {
    "kind": "status", "status": 429, "headers": {"Retry-After": "2", "X-Rate-Limit-Problem": "minute"},
}  # fmt: skip
REFUSED = json.dumps({
    "ErrorNumber": 10, "Type": "ValidationException", "Message": "A validation exception occurred", "Elements": [],
})  # fmt: skip
DONE_BUT_UNKNOWN: tuple[Mapping[str, Any], ...] = (
    {"kind": "hang", "carried_out": True},
    {"kind": "reset", "carried_out": True},
    {"kind": "cut_off"},
    {"kind": "truncated"},
    {"kind": "html", "status": 502, "carried_out": True},
    {"kind": "status", "status": 503, "carried_out": True},
)
"""Carried out, and the answer says nothing of it, or something else."""
NOT_DONE: tuple[Mapping[str, Any], ...] = (
    TOO_MANY,
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 503},
    {"kind": "reset"},
    {"kind": "hang", "seconds": 4},
    {"kind": "html", "status": 503},
    {"kind": "delay", "seconds": 3},
)
BATCH = 12
OLD_DAY, LOCKED_UNTIL = "2026-10-15", "2026-10-31"


def answers_lost(play: Play) -> None:
    """Each write is carried out and its answer never comes as it should, once for each way of losing it."""
    world, (puts, posts) = play.world, XERO_WRITES
    ways = ((world.xero, puts, 6), (world.xero, posts, 2), (world.studio.scoro, INTO_SCORO, 6))
    for sandbox, where, count in (*ways, (world.agency.scoro, INTO_SCORO, 3)):
        for fault in play.random.sample(DONE_BUT_UNKNOWN, count):
            _strike(sandbox, where, fault, count=1)
    _worn_off(play, 75)


def errors(play: Play) -> None:
    """Limits, errors, resets, hangs and slow answers to whatever is asked, reads and tokens too."""
    for fault in play.random.sample(NOT_DONE, len(NOT_DONE)):
        _strike(play.world.xero, {"path": "/api.xro/2.0/*"}, fault, count=2)
        for company in play.world.both:
            if fault is not TOO_MANY:
                _strike(company.scoro, {"path": "/api/v2/*"}, fault, count=1)
        play.wait(1.0, 3.0)
        if play.random.random() < 0.5:  # noqa: PLR2004 - half of them
            play.world.xero.post("tokens/expire", {"kind": "access"})
            play.say("access tokens expired")
    _worn_off(play, 30)


def away(play: Play) -> None:
    """One system is away altogether, then the other."""
    for sandbox, path in ((play.world.xero, "/api.xro/*"), (play.world.agency.scoro, "/api/v2/*")):
        sandbox.post("faults", {"kind": "status", "status": 503, "path": path})
        play.say(f"503 to everything under {path}")
        play.wait(8.0, 12.0)
        sandbox.post("faults", method="DELETE")
        play.wait(2.0, 3.0)


def refusals(play: Play) -> None:
    """One element has the whole call refused; another is refused alone; both are mended by a person later."""
    agency = next(desk for desk in play.desks if isinstance(desk, Agency))
    culprit, locked = f"{agency.mark}-CULPRIT", f"{agency.mark}-LOCKED"
    for where in XERO_WRITES:
        fault = {"kind": "status", "status": 400, "contains": culprit, "body": REFUSED}
        play.world.xero.post("faults", {**where, **fault})
    lock = f"organisations/{play.world.agency.organisation}"
    play.world.xero.post(lock, {"period_lock_date": LOCKED_UNTIL}, method="PATCH")
    mended = [agency.written(culprit, {}), agency.written(locked, {"date": OLD_DAY})]
    for _ in range(BATCH):
        agency.step()
    play.wait(12.0, 15.0)
    play.notes["held up by a person's matter"] = play.world.database["problems"].count_documents({"open": True})
    play.world.xero.post("faults", method="DELETE")
    play.world.xero.post(lock, {"period_lock_date": None}, method="PATCH")
    for number in mended:
        body = {"reference_no": "mended"}
        play.world.agency.scoro.post(f"ui/{ENTITY}/invoices/{number}", body, method="PATCH")


def _strike(sandbox: Sandbox, where: Mapping[str, Any], fault: Mapping[str, Any], *, count: int) -> None:
    sandbox.post("faults", {**where, **fault, "count": count})


def _worn_off(play: Play, seconds: int) -> None:
    """Wait until each fault has struck as often as it was to; those that met nothing are told and taken away."""
    sandboxes = (play.world.xero, *(company.scoro for company in play.world.both))
    for _ in range(seconds):
        if not any(_left(sandbox) for sandbox in sandboxes):
            break
        play.wait(0.9, 1.1)
    listed = [fault for sandbox in sandboxes for fault in sandbox.get("faults")]
    play.notes["faults that struck"] = sum(fault["struck"] for fault in listed)
    if left := sum(_left(sandbox) for sandbox in sandboxes):
        play.notes["faults that met nothing"] = left
    for sandbox in sandboxes:
        sandbox.post("faults", method="DELETE")


def _left(sandbox: Sandbox) -> int:
    return sum(1 for fault in sandbox.get("faults") if fault["struck"] < (fault["count"] or 1))


SCENARIOS = (
    Scenario("answers-lost", "Xero and Scoro carry writes out and the answer is lost, in six ways", answers_lost),
    Scenario("errors", "429, 500, 503, resets, hangs, slow answers and expired tokens", errors),
    Scenario("away", "Xero is away altogether, then Scoro", away),
    Scenario("refusals", "one element has its whole batch refused, another is refused alone", refusals),
)
