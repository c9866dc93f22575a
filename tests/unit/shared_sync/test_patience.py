"""How long a call that is not full waits to be filled."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.clock import FixedClock
from shared.contracts.envelope import Category, Lane
from shared.store.connections import Connection, ConnectionState
from shared.store.pauses import Pause
from shared.store.records import DEPENDENCY
from shared.sync.patience import (
    CHILDREN,
    NONE,
    OTHERWISE,
    PARENTS_AFTERWARDS,
    PARENTS_MEANWHILE,
    PARENTS_OF_THE_LIST,
    READING,
    Patience,
    Wait,
)

RUN = uuid4()
NOW = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
ACME = Connection("acme", "https://acme.scoro.com/api/v2", "acme_uk", "Europe/London", ConnectionState.ACTIVE)


@dataclass(frozen=True)
class World:
    """A store that knows one run."""

    reads: str = ""
    anything: bool = False
    children: bool = False
    backfill: Category | None = None
    """Of what something is still to be let in."""

    @property
    def runs(self) -> "World":
        return self

    @property
    def waits(self) -> "World":
        return self

    @property
    def recorded(self) -> "World":
        return self

    async def has_backfill(self, _connection_id: str, category: Category) -> bool:
        return category is self.backfill

    async def reading(self, run_ids: Collection[UUID], source: str) -> bool:
        return bool(run_ids) and source == self.reads

    async def is_reading(self, _connection_id: str) -> bool:
        return self.anything

    async def any_on_its_way(self, _connection_id: str, _category: Category, _lane: Lane) -> bool:
        return self.children


@dataclass(frozen=True)
class Written:
    """As much of a write as matters."""

    run_id: UUID | None = RUN
    system: str = "scoro"
    lane: Lane = Lane.BULK
    asked: str | None = None

    @property
    def entry(self) -> "Written":
        return self

    @property
    def key(self) -> "Written":
        return self


ASKED_FOR = Written(run_id=None, asked=DEPENDENCY)


async def _patience(world: World, category: Category, lane: Lane, *waiting: Any, connection: Connection = ACME) -> Wait:
    store: Any = world
    return await Patience(store, category, FixedClock(NOW)).of(connection, lane, waiting or (Written(),))


async def test_a_click_waits_for_nothing() -> None:
    assert await _patience(World(anything=True, children=True), Category.INVOICES, Lane.NOW) == NONE


@pytest.mark.parametrize("category", [Category.CONTACTS, Category.PRODUCTS])
async def test_what_documents_of_a_first_load_ask_for_is_gathered_while_they_are_read(category: Category) -> None:
    assert await _patience(World(anything=True), category, Lane.BULK, ASKED_FOR) == PARENTS_MEANWHILE
    assert await _patience(World(), category, Lane.BULK, ASKED_FOR) == PARENTS_AFTERWARDS


async def test_what_was_read_in_its_own_list_does_not_hold_places_of_documents_for_long() -> None:
    world = World(backfill=Category.INVOICES)

    assert await _patience(world, Category.CONTACTS, Lane.BULK, ASKED_FOR, Written()) == PARENTS_OF_THE_LIST
    assert await _patience(World(reads="scoro.contacts"), Category.CONTACTS, Lane.BULK) == PARENTS_MEANWHILE


@pytest.mark.parametrize("documents", [Category.INVOICES, Category.BILLS])
async def test_it_is_gathered_as_well_while_documents_wait_for_their_own_calls(documents: Category) -> None:
    world = World(backfill=documents)

    assert await _patience(world, Category.CONTACTS, Lane.BULK, ASKED_FOR) == PARENTS_MEANWHILE
    assert await _patience(world, documents, Lane.BULK) == OTHERWISE[Lane.BULK]


async def test_documents_that_somebody_paused_ask_for_nothing_more() -> None:
    world = World(backfill=Category.INVOICES)
    paused = replace(ACME, pauses=(Pause("mari", "the auditor asked for it", NOW, Category.INVOICES),))

    found = await _patience(world, Category.CONTACTS, Lane.BULK, ASKED_FOR, connection=paused)

    assert found == PARENTS_AFTERWARDS


async def test_what_a_tick_brings_waits_only_while_its_own_list_is_read() -> None:
    assert await _patience(World(anything=True), Category.CONTACTS, Lane.CHANGED) == OTHERWISE[Lane.CHANGED]
    assert await _patience(World(reads="scoro.contacts"), Category.CONTACTS, Lane.CHANGED) == READING[Lane.CHANGED]


async def test_documents_of_a_first_load_wait_for_those_that_wait_for_their_contacts() -> None:
    assert await _patience(World(children=True), Category.INVOICES, Lane.BULK) == CHILDREN
    assert await _patience(World(), Category.INVOICES, Lane.BULK) == OTHERWISE[Lane.BULK]
