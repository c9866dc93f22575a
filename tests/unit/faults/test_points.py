"""Every point still names something of the product, and dying happens where it should."""

import inspect
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from deploy.faults import crashing, points
from deploy.faults.crashing import armed
from deploy.faults.points import BY_NAME, READING, WRITING, Moment, Pass, Point


class DiedError(Exception):
    pass


class Worker:
    """Something with a way through it."""

    def __init__(self) -> None:
        self.done: list[str] = []

    async def work(self, what: str) -> str:
        self.done.append(what)
        return what.upper()


def die() -> None:
    raise DiedError


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Arms a point at `Worker.work`; the class is as it was afterwards."""
    monkeypatch.setattr(Worker, "work", Worker.work)

    def arm(moment: Moment, nth: int = 1, **more: Any) -> None:
        armed(Point("here", f"{__name__}:Worker.work", moment, **more), nth, die)

    monkeypatch.setattr(points, "import_module", lambda _: SimpleNamespace(Worker=Worker))
    return arm


@pytest.mark.parametrize("point", BY_NAME.values(), ids=lambda point: point.name)
def test_every_point_names_a_function_that_is_waited_for(point: Point) -> None:
    kind, name = point.owner()

    assert inspect.iscoroutinefunction(getattr(kind, name))


def test_no_two_points_have_the_same_name() -> None:
    assert len(BY_NAME) == len(WRITING) + len(READING)


async def test_before_means_that_nothing_was_done(at: Any) -> None:
    at(Moment.BEFORE)
    worker = Worker()

    with pytest.raises(DiedError):
        await worker.work("a")

    assert worker.done == []


async def test_after_means_that_it_was_done_and_nobody_knows(at: Any) -> None:
    at(Moment.AFTER, nth=2)
    worker = Worker()

    assert await worker.work("a") == "A"
    with pytest.raises(DiedError):
        await worker.work("b")

    assert worker.done == ["a", "b"]


async def test_only_the_passes_meant_are_counted(at: Any) -> None:
    at(Moment.AFTER, counts=lambda one: one.given[1] == "b")
    worker = Worker()

    await worker.work("a")
    with pytest.raises(DiedError):
        await worker.work("b")


@pytest.mark.parametrize(
    ("method", "path", "counts"),
    [
        ("PUT", "/api.xro/2.0/Invoices", True),
        ("GET", "/api.xro/2.0/Invoices", False),
        ("POST", "/api/v2/invoices/modify/7", True),
        ("POST", "/api/v2/invoices/list", False),
    ],
)
def test_a_request_that_left_is_one_that_changes_something(method: str, path: str, *, counts: bool) -> None:
    request = httpx.Request(method, f"http://localhost{path}")

    assert points.writes(Pass((None, request), {})) is counts


async def test_a_request_has_left_once_its_last_byte_was_handed_to_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[str] = []

    async def transport(_: object, request: httpx.Request) -> None:
        for event in ("http11.send_request_headers.complete", "http11.send_request_body.complete"):
            events.append(event)
            await request.extensions["trace"](event, {})
        events.append("answer")

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", transport)
    armed(BY_NAME["request-left"], 1, die)
    request = httpx.Request("PUT", "http://localhost/api.xro/2.0/Invoices")

    with pytest.raises(DiedError):
        await httpx.AsyncHTTPTransport.handle_async_request(object(), request)  # type: ignore[arg-type] # a stand-in

    assert events[-1].endswith(crashing.SENT)
