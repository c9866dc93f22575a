"""Single objects of Xero: what crosses is read, recorded and rung; news of the rest renews what we remember."""

import datetime as dt
from collections.abc import Mapping, Sequence

import structlog

from services.connector.echoes import is_echo
from services.connector.interest import Interest, comes_by_itself
from services.connector.missing import Missing
from services.connector.paid import payments
from services.connector.renewing import Renewing
from services.connector.sources.ports import Clients
from services.connector.sources.xero_contacts import indexed
from services.connector.sources.xero_lists import twin_fields
from services.connector.sources.xero_rows import CONTACTS, CREDIT_NOTES, KINDS, Kind, Row, change
from services.connector.wanted_allocations import wanted_again
from services.connector.wishes import BUDGET_LANES, URGENCY, Wish
from shared.budget import Lane
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.messaging.publisher import Publishes
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.records import Entry, Link, NewChange, ObjectKey
from shared.sync.bells import Bells
from shared.xero.client import XeroClient

log = structlog.get_logger()

CREDIT_NOTE = "credit_note"
Found = list[tuple[Kind, Row]]


class FromXero:
    """Reads wanted objects, as many in a call as Xero takes."""

    def __init__(self, store: Store, clients: Clients, publisher: Publishes, clock: Clock) -> None:
        self._store = store
        self._clients = clients
        self._clock = clock
        self._renewing = Renewing(store)
        self._missing = Missing(store, publisher, clock)
        self._interest = Interest(store, Bells(store, publisher, clock), self._missing)

    async def read(self, connection: Connection, category: Category, wishes: Sequence[Wish]) -> None:
        """Read what is news or was asked for; record what crosses, renew what we know of the rest."""
        if category not in KINDS:
            log.info("wanted.skipped", reason="nothing_reads_this_category", category=category, count=len(wishes))
            return
        links = await self._store.links.by_xero(connection.id, category, [wish.object_id for wish in wishes])
        news = [wish for wish in wishes if wish.asked or not is_echo(links.get(wish.object_id), wish.seen_at)]
        settings = await self._store.settings.get(connection.id)
        crossing = await self._interest.still_wanted(connection.id, category, "xero", settings, news)
        wanted = {wish.object_id: wish for wish in crossing}
        known = [wish for wish in news if category is Category.CONTACTS or wish.object_id in links]
        ids = list(dict.fromkeys([*wanted, *(wish.object_id for wish in known)]))
        if not ids:
            return
        lane = BUDGET_LANES[min((wish.lane for wish in news), key=URGENCY.index)]
        started_at = self._clock.now()
        xero = await self._clients.xero(connection)
        found = await _by_ids(xero, category, ids, links, lane)
        paid = await payments(connection, settings, xero, links, found, lane=lane, clock=self._clock)
        reopened = await self._renew(connection, category, found)
        coming = frozenset(one for one in KINDS if comes_by_itself(settings.of(one), "xero"))
        changes = _changes(connection, category, found, wanted, started_at, coming)
        if category is Category.RECEIPTS:
            left = [wanted[one] for one in wanted.keys() - {change.key.object_id for change in changes}]
            changes += await wanted_again(self._store, xero, connection.id, left, lane=lane, clock=self._clock)
        recorded = await self._store.changes.record([*changes, *paid])
        log.info(
            "wanted.read_from_xero",
            connection_id=connection.id,
            category=category,
            wanted=len(ids),
            found=len(found),
            recorded=len(recorded.entries),
        )
        await self._interest.ring([*recorded.entries, *(entry.id for entry in reopened)])
        missing = wanted.keys() - {one.key.object_id for one in changes}
        await self._missing.tell(
            ObjectKey(connection.id, category, "xero", one) for one in sorted(missing) if wanted[one].is_dependency
        )

    async def _renew(self, connection: Connection, category: Category, found: Found) -> list[Entry]:
        """What matching and links remember; hands out what may be tried again for it."""
        contacts = [indexed(row) for kind, row in found if kind is CONTACTS]
        reopened = await self._renewing.contacts(connection.id, contacts) if contacts else []
        twins = {kind.id_of(row): twin_fields(row) for kind, row in found if row.get("Type")}
        if twins:
            reopened += await self._renewing.documents(connection.id, category, twins)
        return reopened


def _changes(
    connection: Connection,
    category: Category,
    found: Found,
    wanted: Mapping[str, Wish],
    started_at: dt.datetime,
    coming: frozenset[Category],
) -> list[NewChange]:
    """News of an invoice may turn out to be of a bill, which counts where bills are `coming` by themselves."""
    changes: list[NewChange] = []
    for kind, row in found:
        wish, of = wanted.get(kind.id_of(row)), kind.category_of(row)
        if wish is not None and of is not None and (of is category or (wish.asked is None and of in coming)):
            changes.append(
                change(
                    kind,
                    row,
                    of,
                    connection_id=connection.id,
                    read_started_at=started_at,
                    lane=wish.lane,
                    asked=wish.asked,
                )
            )
    return changes


async def _by_ids(
    xero: XeroClient, category: Category, ids: Sequence[str], links: Mapping[str, Link], lane: Lane
) -> Found:
    """From the resource that a link names, else from each in turn until it is found."""
    found: Found = []
    left = set(ids)
    for kind in KINDS[category]:
        here = [one for one in ids if one in left and _may_be(kind, links.get(one))]
        rows = [(kind, row) for row in await xero.by_ids(kind.resource, here, lane=lane)] if here else []
        found += rows
        left -= {kind.id_of(row) for _, row in rows}
    return found


def _may_be(kind: Kind, link: Link | None) -> bool:
    """News does not say whether an id is an invoice's or a credit note's; a link does."""
    if link is None or "kind" not in link.twin:
        return True
    return (link.twin["kind"] == CREDIT_NOTE) is (kind is CREDIT_NOTES)
