"""Objects: found by state, number or id; one of them with everything that ever happened to it."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request, Response

from services.console import carried, crossed, history_words, links_out, worth
from services.console.connector_api import connector
from services.console.histories import Histories, History, Version
from services.console.spelling import Times
from services.console.web import rendering
from services.console.web.access import ActingAt, At, NotThereError, Place
from services.console.web.pages.acting import watched
from services.console.web.parts import Given, Parts
from shared.contracts.envelope import Category, System
from shared.store.objects import Page
from shared.store.records import Entry, LinkState, ObjectKey, State
from shared.sync.settings import Direction
from shared.words import advice

router = APIRouter(prefix="/c/{connection_id}/objects")

ON_A_PAGE = 50
VERSIONS = 30
UNDER_WAY = (State.RECORDED, State.OPEN, State.WAITING, State.SENDING, State.UNCLEAR)
TABS: dict[str, tuple[str, tuple[State, ...]]] = {
    "all": ("All", (State.SYNCED, State.LEFT_OUT, State.FAILED, *UNDER_WAY)),
    "in_sync": ("In sync", (State.SYNCED,)),
    "left_out": ("Left out", (State.LEFT_OUT,)),
    "attention": ("Needs attention", (State.FAILED,)),
    "waiting": ("Waiting", UNDER_WAY),
}
KINDS = {
    Category.CONTACTS: "contact",
    Category.PRODUCTS: "product",
    Category.INVOICES: "invoice",
    Category.BILLS: "bill",
    Category.RECEIPTS: "receipt",
}
ACT_SECONDS = 10
PAID = frozenset({Category.INVOICES, Category.BILLS})


@dataclass(frozen=True, slots=True)
class Row:
    """One object in the list."""

    entry: Entry
    state: str
    why: str
    sum: str
    ids: dict[str, str | None]
    in_scoro: str
    """The address of its page there; empty where it is not known."""


@dataclass(frozen=True, slots=True)
class Told:
    """One version in the history of an object."""

    version: Version
    state: str
    detail: str
    asked: str
    calls: tuple[tuple[str, str, str], ...]
    """In words, what was sent, what was answered."""


@router.get("")
async def objects(
    request: Request,
    given: Given,
    place: At,
    category: Category = Category.INVOICES,
    state: str = "all",
    q: Annotated[str, Query(max_length=200)] = "",
    before: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    """A page of them; the address says which."""
    chosen = state if state in TABS else "all"
    wanted = q.strip()
    if wanted:
        found = Page(tuple(await _named(given, place, category, wanted)), None)
    else:
        found = await given.store.objects.page(
            place.connection.id, category, TABS[chosen][1], before=before, limit=ON_A_PAGE
        )
    read = await given.store.objects.snapshots([one.id for one in found.entries])
    rows = [_row(place, one, read.get(one.id, "")) for one in found.entries]
    return await rendering.page(
        request, "objects.html", place, rows=rows, more=found.before,
        category=category, categories=list(Category), state=chosen, tabs=TABS, q=wanted, is_first=before is None,
    )  # fmt: skip


@router.get("/{category}/{system}/{object_id}")
async def one(
    request: Request,
    given: Given,
    place: At,
    category: Category,
    system: System,
    object_id: Annotated[str, Path(max_length=100)],
    action: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Its state, its problem, and its history."""
    key = ObjectKey(place.connection.id, category, system, object_id)
    history = await Histories(given.store).of(key, limit=VERSIONS)
    asked = await watched(given, place, action) if action else None
    if history is None:
        raise NotThereError("there is no such object in the log")
    direction = (await given.store.settings.get(place.connection.id)).of(category).direction
    times = Times(given.clock.now(), place.connection.time_zone)
    newest = history.versions[0]
    pairs, sent_at = await _side_by_side(given, key, history)
    scoro_id = history.link.scoro_id if history.link else object_id if system == "scoro" else None
    xero_id = history.link.xero_id if history.link else object_id if system == "xero" else None
    return await rendering.page(
        request, "object.html", place, action=asked, history=history, link=history_words.link(history),
        state=_state(State(newest.state)), why=history_words.detail(newest, times),
        told=[await _told(given, version, times) for version in history.versions],
        kind=_kind(history), way="send" if direction is Direction.FROM_SCORO else "pull",
        pulls_receipts=category in PAID, may_undo=_may_undo(history),
        pairs=pairs, sent_at=sent_at, in_scoro=links_out.in_scoro(place.connection, category, scoro_id),
        in_xero=links_out.in_xero(place.connection, _kind(history), xero_id),
        waits=[_wait(one) for one in newest.waits_for] if newest.state == State.WAITING else [],
    )  # fmt: skip


@router.post("/{category}/{system}/{object_id}")
async def act(
    given: Given,
    place: ActingAt,
    category: Category,
    system: System,
    object_id: Annotated[str, Path(max_length=100)],
    way: Annotated[str, Form(pattern="^(send|pull|receipts|retry)$")],
    kind: Annotated[str, Form(pattern="^[a-z_]{1,20}$")],
) -> Response:
    """Let it cross now, or pull what was paid on it; the connector knows whether that is still allowed."""
    path = f"/c/{place.connection.id}/objects/{category}/{system}/{rendering.quoted(object_id)}"
    if way == "retry":
        key = ObjectKey(place.connection.id, category, system, object_id)
        if await given.store.problems.of(key) is None:
            return rendering.leads_to(path, "It is mended already")
        await given.actions.send([key], author=place.visitor.person.name)
        return rendering.leads_to(path, "It will be tried again now")
    wish = {
        "action": "pull" if way == "receipts" else way,
        "kind": "receipt" if way == "receipts" else kind,
        f"{system}_id": object_id,
        "asked_by": place.visitor.person.name,
    }
    async with connector(given.addresses) as api:
        acted = await api.act(place.connection.id, wish)
        if not acted.done:
            acted = await api.acted(place.connection.id, acted.id, wait=ACT_SECONDS)
    if acted.done:
        return rendering.leads_to(path, acted.message)
    return rendering.leads_to(f"{path}?action={rendering.quoted(acted.id)}")


async def _named(given: Parts, place: Place, category: Category, name: str) -> list[Entry]:
    """By number, name or id; an id of the other system leads to its twin."""
    connection_id = place.connection.id
    found = await given.store.objects.named(connection_id, category, name)
    if found:
        return found
    links = given.store.links
    twins = [one.scoro_id for one in (await links.by_xero(connection_id, category, [name.lower()])).values()]
    twins += [one.xero_id for one in (await links.by_scoro(connection_id, category, [name])).values()]
    return [entry for twin in twins for entry in await given.store.objects.named(connection_id, category, twin)]


async def _side_by_side(
    given: Parts, key: ObjectKey, history: History
) -> tuple[tuple[crossed.Pair, ...], dt.datetime | None]:
    """Both sides of every field, and when the other side was last sent."""
    [entry] = await given.store.changes.versions(key, 1)
    for version in history.versions:
        for call in await given.store.calls.of_entry(version.entry):
            if call.system != key.system and (element := crossed.element_of(call, version.entry)):
                return crossed.pairs(key.category, key.system, entry.snapshot, element), call.sent_at
    return crossed.pairs(key.category, key.system, entry.snapshot, None), None


def _may_undo(history: History) -> bool:
    """Documents that went From Scoro and are linked."""
    is_linked = history.link is not None and history.link.state is not LinkState.CLOSED
    return history.system == "scoro" and history.category in PAID and is_linked


def _wait(one: str) -> tuple[str, str]:
    """In words, and where it is told of under `objects`."""
    category, _, rest = one.partition(":")
    system, _, object_id = rest.partition(":")
    is_object = category in set(Category) and system in {"scoro", "xero"} and object_id
    return history_words.wait(one), f"{category}/{system}/{rendering.quoted(object_id)}" if is_object else ""


def _row(place: Place, entry: Entry, snapshot: str) -> Row:
    source, other = entry.key.system, "xero" if entry.key.system == "scoro" else "scoro"
    ids = {source: entry.key.object_id, other: entry.counterpart_id}
    if entry.state is State.WAITING:
        why = ", ".join(history_words.wait(one) for one in entry.waits_for)
    else:
        why = advice.of(entry.reason).title if entry.reason else ""
    return Row(
        entry=entry,
        state=_state(entry.state),
        why=why,
        sum=worth.total(entry.key.system, snapshot),
        ids=ids,
        in_scoro=links_out.in_scoro(place.connection, entry.key.category, ids["scoro"]),
    )


def _state(state: State) -> str:
    return history_words.WORDS[state]


def _kind(history: History) -> str:
    """Invoices and credit notes are one category; the twin knows which it is."""
    is_note = history.link is not None and history.link.twin.get("kind") == "credit_note"
    return "credit_note" if is_note else KINDS[history.category]


async def _told(given: Parts, version: Version, times: Times) -> Told:
    calls = {call.id: call for call in await given.store.calls.of_entry(version.entry)}
    shown = []
    for attempt in version.attempts:
        call = calls.get(attempt.call_id)
        _, answer = await given.store.calls.answer_of(attempt.call_id)
        sent = carried.sent(call, version.entry) if call else ""
        shown.append(
            (history_words.attempted(attempt), sent, carried.answered(call, version.entry, answer) if call else "")
        )
    return Told(
        version=version,
        state=_state(State(version.state)),
        detail=history_words.detail(version, times),
        asked=history_words.ASKED.get(version.asked or "", ""),
        calls=tuple(shown),
    )
