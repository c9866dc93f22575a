"""All stores of one database, built together."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Self

from pymongo import IndexModel

from shared.clock import Clock
from shared.crypto import Vault
from shared.store import (
    accepted,
    actions,
    agreement,
    alarms,
    api_keys,
    backfill,
    brakes,
    budgets,
    calls,
    changes,
    connections,
    consents,
    cursors,
    dead_letters,
    decisions,
    gone,
    heads,
    historic,
    holds,
    leases,
    links,
    migrations,
    outcomes,
    pauses,
    people,
    previews,
    publishers,
    rates,
    reference,
    runs,
    scoro_contacts,
    settings,
    tokens,
    trail,
    undoings,
    visits,
    wishes,
)
from shared.store.claims import Claims
from shared.store.counts import Counts
from shared.store.database import Database
from shared.store.days import Days
from shared.store.directions import Directions
from shared.store.gates import Gates
from shared.store.heard import Heard
from shared.store.left_outs import LeftOuts
from shared.store.letter_acts import LetterActs
from shared.store.mended import Mended
from shared.store.names import Names
from shared.store.objects import Objects
from shared.store.problems import Problems
from shared.store.recorded import RecordedEntries
from shared.store.stopping import Stopping
from shared.store.sweep import Sweep
from shared.store.waits import Waits
from shared.store.written import Writings

PARTS: tuple[ModuleType, ...] = (
    accepted, actions, agreement, alarms, api_keys, brakes, budgets, calls, changes, connections, consents, cursors,
    dead_letters, decisions, gone, heads, historic, holds, leases, links, migrations, outcomes, pauses, people,
    previews, publishers, rates, reference, runs, scoro_contacts, settings, tokens, trail, undoings, visits, wishes,
)  # fmt: skip
"""Modules that declare collections; a test sees that none is forgotten."""
INDEXES: dict[str, list[IndexModel]] = {name: models for part in PARTS for name, models in part.INDEXES.items()}


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long owned records stay with an owner that says nothing, in seconds."""

    claim: float = 120.0
    call: float = 90.0
    """Longer than the longest HTTP answer may take."""
    chain: float = 180.0


SIMPLE: dict[str, Callable[[Database, Clock], Any]] = {
    "accepted": accepted.Accepted,
    "actions": actions.Actions,
    "agreement": agreement.Agreement,
    "alarms": alarms.Alarms,
    "api_keys": api_keys.ApiKeys,
    "backfill": backfill.Backfill,
    "brakes": brakes.Brakes,
    "changes": changes.Changes,
    "days": Days,
    "decisions": decisions.Decisions,
    "directions": Directions,
    "gates": Gates,
    "gone": gone.Gone,
    "heard": Heard,
    "historic": historic.HistoricLoads,
    "holds": holds.Holds,
    "mended": Mended,
    "names": Names,
    "objects": Objects,
    "pauses": pauses.Pauses,
    "people": people.People,
    "previews": previews.Previews,
    "problems": Problems,
    "publishers": publishers.Publishers,
    "rates": rates.RateAnswers,
    "reference": reference.Reference,
    "runs": runs.Runs,
    "scoro_contacts": scoro_contacts.ScoroContacts,
    "settings": settings.SettingsStore,
    "stopping": Stopping,
    "sweep": Sweep,
    "trail": trail.Trail,
    "undoings": undoings.Undoings,
    "visits": visits.Visits,
    "waits": Waits,
    "writings": Writings,
}
"""Stores that need a database and a clock alone."""


@dataclass(frozen=True, slots=True)
class Store:
    """Every store, by its subject."""

    database: Database
    changes: changes.Changes
    counts: Counts
    left_outs: LeftOuts
    recorded: RecordedEntries
    backfill: backfill.Backfill
    brakes: brakes.Brakes
    historic: historic.HistoricLoads
    holds: holds.Holds
    directions: Directions
    claims: Claims
    waits: Waits
    calls: calls.Calls
    outcomes: outcomes.Outcomes
    links: links.Links
    problems: Problems
    mended: Mended
    names: Names
    objects: Objects
    connections: connections.Connections
    gates: Gates
    pauses: pauses.Pauses
    people: people.People
    previews: previews.Previews
    decisions: decisions.Decisions
    days: Days
    consents: consents.Consents
    settings: settings.SettingsStore
    tokens: tokens.Tokens
    cursors: cursors.Cursors
    runs: runs.Runs
    rates: rates.RateAnswers
    reference: reference.Reference
    gone: gone.Gone
    heard: Heard
    scoro_contacts: scoro_contacts.ScoroContacts
    leases: leases.Leases
    dead_letters: dead_letters.DeadLetters
    letter_acts: LetterActs
    wishes: wishes.Wishes
    publishers: publishers.Publishers
    stopping: Stopping
    sweep: Sweep
    undoings: undoings.Undoings
    visits: visits.Visits
    writings: Writings
    trail: trail.Trail
    accepted: accepted.Accepted
    actions: actions.Actions
    agreement: agreement.Agreement
    alarms: alarms.Alarms
    api_keys: api_keys.ApiKeys

    @classmethod
    def of(cls, database: Database, vault: Vault, clock: Clock, lifetimes: Lifetimes | None = None) -> Self:
        """Wire them together."""
        last = lifetimes or Lifetimes()
        all_links = links.Links(database, clock)
        letters = dead_letters.DeadLetters(database)
        return cls(
            database=database,
            counts=Counts(database),
            left_outs=LeftOuts(database, clock),
            recorded=RecordedEntries(database),
            claims=Claims(database, clock, seconds=last.claim),
            calls=calls.Calls(database, trail.Trail(database, clock), seconds=last.call),
            outcomes=outcomes.Outcomes(database, all_links, trail.Trail(database, clock), clock),
            links=all_links,
            connections=connections.Connections(database, vault, clock),
            consents=consents.Consents(database, vault, clock),
            tokens=tokens.Tokens(database, vault, clock),
            cursors=cursors.Cursors(database, clock, seconds=last.chain),
            leases=leases.Leases(database),
            dead_letters=letters,
            letter_acts=LetterActs(database, letters, clock),
            wishes=wishes.Wishes(database, clock, seconds=last.claim),
            **{name: made(database, clock) for name, made in SIMPLE.items()},
        )

    async def missing_indexes(self) -> list[str]:
        """Declared and not there, as `collection.name`."""
        return await self.database.missing(INDEXES)

    async def prepare(self) -> None:
        """Create collections and indexes, and bring what older versions left into its present form."""
        await self.database.prepare(INDEXES)
        await migrations.migrate(self.database)
