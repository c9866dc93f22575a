"""Pages of the console over a store that is full: how long the server takes for each.

Everything is written straight into MongoDB: as many connections as a hundredth of the objects, half of the objects in
one of them, the biggest. What is measured is the application alone, asked without a network; no baseline exists.
"""

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from uuid import UUID, uuid5

import httpx
from cryptography.fernet import Fernet
from pydantic import SecretStr
from rich.console import Console

from deploy.bench.rows import Row, percentile, row, spread
from deploy.local.places import Places
from deploy.local.servers import Servers
from deploy.local.settings import LocalSettings
from services.console.web.access import cookie_name
from services.console.web.app import create_app
from services.console.web.news import News
from services.console.web.parts import parts
from services.console.web.settings import WebSettings
from shared.clock import SystemClock
from shared.contracts.envelope import Category, Message
from shared.crypto import Vault
from shared.store.connections import Connection, ConnectionState
from shared.store.database import Database, Document, opened
from shared.store.everything import Store
from shared.store.heads import head_id
from shared.store.letters import About, Dead, DeadLetter, Death, letter_document
from shared.store.people import Role
from shared.store.records import ObjectKey, State
from shared.sync.settings import CategorySettings, SyncSettings

BIG = "big"
NAME = "bench_pages"
PORTION = 5000
OF_A_CONNECTION = 100
RUNS, LETTERS, GROUPS, DECISIONS = 200, 2000, 20, 1500
OF_A_RUN = 200
ROUNDS = 20
TARGET_MS = 300.0
P95 = 0.95
RUN_IDS = [str(uuid5(UUID(int=0), str(number))) for number in range(RUNS)]
STATES = (State.SYNCED,) * 86 + (State.LEFT_OUT,) * 10 + (State.FAILED,) * 2 + (State.WAITING,) * 2
CAUSES = [f"unknown_account:{code}" for code in range(300, 310)]


@dataclass(frozen=True, slots=True)
class Nobody:
    """Pages that are only looked at publish nothing."""

    async def publish(self, message: Message) -> None:
        """See `Publishes`."""

    async def publish_all(self, messages: Any) -> None:
        """See `Publishes`."""

    async def forward(self, body: bytes, **said: Any) -> None:
        """See `Forwards`."""


def pages(size: int, _seed: int, console: Console) -> list[Row]:
    """One row for each page, and one for all of them."""
    return asyncio.run(_measured(size, console))


async def _measured(size: int, console: Console) -> list[Row]:
    servers = Servers(Places(name="bench"), LocalSettings())
    try:
        async with filled_store(servers.mongodb(), NAME) as store:
            await store.database.drop()
            await store.prepare()
            console.print(f"Writing {size:,} objects …")
            await fill(store, size)
            async with visitor(store) as http:
                taken = {path: [await _once(http, path) for _ in range(ROUNDS)] for path in await paths(http)}
            await store.database.drop()
    finally:
        servers.down()
    every = [one for times in taken.values() for one in times]
    rows = [_row(f"page {path}, ms", times) for path, times in taken.items()]
    return [*rows, _row("all pages, ms", every)]


def _row(name: str, times: list[float]) -> Row:
    p95 = percentile(times, P95)
    figures: dict[str, Any] = spread(times)
    return row(name, p95, target=f"p95 < {TARGET_MS:.0f} ms", met=p95 < TARGET_MS, **figures)


async def _once(http: httpx.AsyncClient, path: str) -> float:
    began = time.perf_counter()
    answer = await http.get(path)
    answer.raise_for_status()
    return (time.perf_counter() - began) * 1000


@asynccontextmanager
async def filled_store(url: str, name: str) -> AsyncIterator[Store]:
    """A store of that database."""
    async with opened(SecretStr(url), name) as database:
        yield Store.of(database, Vault(SecretStr(Fernet.generate_key().decode())), SystemClock())


@asynccontextmanager
async def visitor(store: Store) -> AsyncIterator[httpx.AsyncClient]:
    """An operator before the console's own application."""
    settings = WebSettings(_env_file=None, internal_api_key=SecretStr("none"), connector_url="http://127.0.0.1:1")
    given = parts(settings, store, Nobody(), SystemClock(), News())
    if await store.people.get("Mari") is None:
        await store.people.add("Mari", Role.OPERATOR, (), author="bench")
    _, secret = await store.visits.begin("Mari")
    transport = httpx.ASGITransport(app=create_app(given, _well))
    async with httpx.AsyncClient(transport=transport, base_url="http://console") as http:
        http.cookies.set(cookie_name(given), secret.get_secret_value())
        yield http


async def _well() -> bool:
    return True


async def paths(http: httpx.AsyncClient) -> list[str]:
    """Every page that shows what the store holds, of the biggest connection; health asks other systems."""
    of = f"/c/{BIG}"
    group = (await http.get("/dead-letters")).text.split('href="/dead-letters/group/')[1].split('"')[0]
    tabs = [f"{of}/objects?category=invoices&state={name}" for name in ("all", "in_sync", "left_out", "attention")]
    return [
        "/", of, *tabs, f"{of}/objects?category=invoices&state=waiting", f"{of}/objects?category=invoices&q=N-7",
        f"{of}/objects/invoices/scoro/7", f"{of}/problems", f"{of}/problems?ignored=true",
        f"{of}/problems/cause?name={CAUSES[0]}", f"{of}/runs", f"{of}/runs/{RUN_IDS[0]}", f"{of}/settings",
        f"{of}/audit", f"{of}/history", "/dead-letters", "/dead-letters?finished=true", f"/dead-letters/group/{group}",
        "/dead-letters/letter/letter-1", "/people",
    ]  # fmt: skip


async def fill(store: Store, size: int, *, letters: int = LETTERS, decisions: int = DECISIONS) -> None:
    """So many objects, and what belongs to them."""
    now = SystemClock().now()
    names = [BIG, *(f"c{number}" for number in range(max(1, size // OF_A_CONNECTION) - 1))]
    base = Connection(
        BIG, "https://big.example/api/v2", "1", "Europe/Tallinn", ConnectionState.ACTIVE, tenant_id=BIG, hook=BIG,
        company={"name": "Acme"}, organisation={"name": "Acme Ltd"}, first_connected_at=now,
    )  # fmt: skip
    for name in names:
        await store.connections.add(replace(base, id=name, entity=name, tenant_id=name, hook=name))
    on = {one: CategorySettings(enabled=True) for one in (Category.CONTACTS, Category.INVOICES)}
    await store.settings.save(BIG, SyncSettings(categories=on), author="mari")
    await _objects(store.database, names, size, now)
    await _write(store.database, "runs", _runs(now))
    await _write(store.database, "dead_letters", _letters(now, letters))
    acts = [
        {"act": "paused", "by": "mari", "why": "", "connection_id": BIG, "categories": [], "count": 0, "at": now}
        for _ in range(decisions)
    ]
    await _write(store.database, "decisions", ({**one, "at": _ago(now, at)} for at, one in enumerate(acts)))


async def _objects(database: Database, names: list[str], size: int, now: dt.datetime) -> None:
    """Half of them in the first connection."""
    of = [names[0] if number % 2 else names[number // 2 % len(names)] for number in range(size)]
    keys = [ObjectKey(name, _category(number), "scoro", str(number)) for number, name in enumerate(of)]
    await _write(database, "changes", (_change(number, key, now) for number, key in enumerate(keys)))
    await _write(
        database, "heads",
        ({"_id": head_id(key), "entry": number, "hash": "", "read_started_at": now} for number, key in enumerate(keys)),
    )  # fmt: skip
    linked = ((number, key) for number, key in enumerate(keys) if _state(number) is State.SYNCED)
    await _write(database, "links", (_link(number, key) for number, key in linked))
    failed = ((number, key) for number, key in enumerate(keys) if _state(number) is State.FAILED)
    await _write(database, "problems", (_problem(number, key, now) for number, key in failed))


async def _write(database: Database, collection: str, rows: Iterator[Document]) -> None:
    while portion := list(islice(rows, PORTION)):
        await database.collection(collection).insert_many(portion, ordered=False)


def _category(number: int) -> Category:
    return Category.INVOICES if number % 4 else Category.CONTACTS


def _state(number: int) -> State:
    return STATES[(number // 2) % len(STATES)]


def _ago(now: dt.datetime, number: int) -> dt.datetime:
    """Spread over some days."""
    return now - dt.timedelta(seconds=7 * number)


def _fields(key: ObjectKey) -> Document:
    return {
        "connection_id": key.connection_id, "category": key.category.value, "system": "scoro",
        "object_id": key.object_id,
    }  # fmt: skip


def _change(number: int, key: ObjectKey, now: dt.datetime) -> Document:
    state, at = _state(number), _ago(now, number)
    final = {"finished_at": at, "told": True} if state is not State.WAITING else {"waits_for": ["contacts:scoro:1"]}
    run = RUN_IDS[number // OF_A_RUN % RUNS] if key.connection_id == BIG else None
    reason = {State.LEFT_OUT: "before_start_date", State.FAILED: "unknown_account"}.get(state)
    return {
        "_id": number, **_fields(key), "state": state.value, "lane": "changed", "number": f"N-{number}",
        "snapshot": '{"sum": "100", "vat_sum": "20", "currency": "GBP", "pad": "' + "x" * 1500 + '"}',
        "deleted": False, "read_started_at": at, "modified_at": at, "recorded_at": at, "run_id": run, "asked": None,
        "attempts": 0, "claims": 0, "fence": 0, "reason": reason, **final,
    }  # fmt: skip


def _link(number: int, key: ObjectKey) -> Document:
    return {
        "connection_id": key.connection_id, "category": key.category.value, "scoro_id": key.object_id,
        "xero_id": f"x{number}", "state": "active", "evidence": "created",
    }  # fmt: skip


def _problem(number: int, key: ObjectKey, now: dt.datetime) -> Document:
    cause = CAUSES[number // (2 * len(STATES)) % len(CAUSES)]
    return {
        **_fields(key), "code": "unknown_account", "cause": cause, "text": "Account code is not valid", "open": True,
        "ignored": False, "entry_id": number, "number": f"N-{number}", "amount": "120.00", "currency": "GBP",
        "first_seen": now, "last_seen": now, "count": 1,
    }  # fmt: skip


def _runs(now: dt.datetime) -> Iterator[Document]:
    for number, run_id in enumerate(RUN_IDS):
        at = _ago(now, 40 * number)
        yield {
            "_id": run_id, "connection_id": BIG, "trigger": "tick", "categories": ["contacts", "invoices"],
            "state": "done", "started_at": at, "finished_at": at, "sources": [], "read": OF_A_RUN,
        }  # fmt: skip


def _letters(now: dt.datetime, count: int) -> Iterator[Document]:
    for number in range(count):
        at = _ago(now, number)
        letter = DeadLetter(
            id=f"letter-{number}", group=f"invoices/{number % GROUPS:08x}",
            message=Dead(str(number), "invoices.changed", "events", "invoice.changed", "", {}, {}, b"x" * 2000),
            death=Death("invoices", "InvoiceChanged v1", "error", "KeyError", "defect", "'no'", "", 3, (), at, at),
            about=About(BIG, "invoices", "scoro", "7"), kept_at=at, origin=f"letter-{number}",
        )  # fmt: skip
        yield letter_document(letter) | {"open": True, "parts": False, "search": ""}
