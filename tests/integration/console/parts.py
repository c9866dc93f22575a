"""A connection with a day's work behind it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from shared.clock import FixedClock
from shared.contracts.envelope import Category, Lane
from shared.store.connections import Connection, ConnectionState
from shared.store.everything import Store
from shared.store.outcomes import Result
from shared.store.records import Call, CallEntry, Entry, Link, NewChange, ObjectKey, Problem, State
from shared.sync.settings import CategorySettings, SyncSettings

ACME = "acme"
OWNER = "a worker"
FIRST = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
A_CONNECTION = Connection(
    id=ACME,
    site_url="https://acme.example/api/v2",
    entity="1",
    time_zone="Europe/Tallinn",
    state=ConnectionState.ACTIVE,
    tenant_id="tenant",
    company={"name": "Acme Nordic OÜ"},
    organisation={"name": "Acme Nordic Ltd"},
    first_connected_at=FIRST,
    hook="hook",
)
ACCOUNTS = [
    {"code": "200", "name": "Sales", "status": "ACTIVE", "account_class": "REVENUE"},
    {"code": "260", "name": "Other Revenue", "status": "ARCHIVED", "account_class": "REVENUE"},
    {"code": "429", "name": "General Expenses", "status": "ACTIVE", "account_class": "EXPENSE"},
]
CHOSEN = SyncSettings(
    categories={
        category: CategorySettings(enabled=True, start_date=FIRST.date())
        for category in (Category.CONTACTS, Category.INVOICES)
    },
    default_sales_account="200",
)
SAID = "A validation exception occurred: Account code '999' is not a valid code for this document."


@dataclass(frozen=True, slots=True)
class Scene:
    """Writes to the store what services would."""

    store: Store
    clock: FixedClock

    async def connect(self) -> None:
        await self.store.connections.add(A_CONNECTION)
        await self.store.reference.put_list(ACME, "xero_accounts", ACCOUNTS)

    async def another(self, name: str) -> None:
        await self.store.connections.add(replace(A_CONNECTION, id=name, entity=name, tenant_id=name, hook=name))

    async def entry(self, category: Category, object_id: str, number: str, run_id: UUID | None = None) -> Entry:
        """An open entry, claimed by the worker."""
        key = ObjectKey(ACME, category, "scoro", object_id)
        change = NewChange(key, f'{{"no": "{number}"}}', self.clock.now(), number=number, run_id=run_id)
        await self.store.changes.open((await self.store.changes.record([change])).entries)
        (mine,) = await self.store.claims.claim(
            connection_id=ACME, category=category, lane=Lane.CHANGED, owner=OWNER, limit=1
        )
        return mine

    async def end(self, result: Result) -> None:
        await self.store.outcomes.record([result], owner=OWNER)

    async def states(self, entries: Iterable[Entry]) -> list[State]:
        return [found.state for entry in entries if (found := await self.store.changes.get(entry.id))]

    async def written(self, entry: Entry, method: str = "PUT") -> None:
        """It crossed by a call of its own."""
        xero_id = f"xero-{entry.key.object_id}"
        call = Call(
            id=uuid4().hex,
            connection_id=ACME,
            category=entry.key.category,
            system="xero",
            lane=entry.lane,
            resource=entry.key.category.capitalize(),
            method=method,
            path=entry.key.category.capitalize(),
            params={},
            body=f'{{"Invoices": [{{"InvoiceNumber": "INV-{entry.number}"}}]}}'.encode(),
            idempotency_key=uuid4().hex,
            entries=(CallEntry(entry.id, entry.key.object_id, "", {}),),
            sent_at=self.clock.now(),
            owner=OWNER,
        )
        await self.store.calls.begin(call)
        link = Link(ACME, entry.key.category, entry.key.object_id, xero_id)
        result = Result(entry, State.SYNCED, link=link, counterpart_id=xero_id, wrote=True)
        await self.store.outcomes.record([result], owner=OWNER, call=call, status=200, answer=b"{}")

    async def refused(self, entry: Entry, code: str, said: str, amount: str) -> None:
        """It needs a person."""
        problem = Problem(entry.key, code, code, said, entry.id, number=entry.number, amount=amount, currency="EUR")
        await self.end(Result(entry, State.FAILED, reason=code, problem=problem))

    async def a_day(self) -> UUID:
        """A run: contacts and invoices created, one left out, two refused, one waiting."""
        await self.connect()
        await self.store.settings.save(ACME, CHOSEN, author="mari")
        both = [Category.CONTACTS, Category.INVOICES]
        run = await self.store.runs.begin(ACME, "now", both, ["scoro.contacts"])
        assert run
        await self.written(await self.entry(Category.CONTACTS, "7", "Nordic Oy", run.id))
        self.clock.advance(2)
        await self.written(await self.entry(Category.INVOICES, "1001", "1001", run.id))
        await self.written(await self.entry(Category.INVOICES, "1005", "1005", run.id), "POST")
        old = await self.entry(Category.INVOICES, "1002", "1002", run.id)
        await self.end(Result(old, State.LEFT_OUT, reason="before_start_date"))
        for number, amount in (("1003", "1240.00"), ("1007", "310.5")):
            await self.refused(
                await self.entry(Category.INVOICES, number, number, run.id), "unknown_account", SAID, amount
            )
        await self.store.runs.source_done(run.id, "scoro.contacts")
        self.clock.advance(9.4)
        await self.store.runs.end_if_done(run.id)
        return run.id
