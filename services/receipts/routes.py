"""The way of a payment from Xero to Scoro, wired from planning and judging."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import ValidationError

from services.receipts import judging, planning
from services.receipts.in_scoro import MODULES, PaidInScoro, ReceiptInScoro
from services.receipts.in_xero import PaymentInXero
from services.receipts.planning import Given, Paid
from services.receipts.reading import Reading
from services.receipts.rules import left_out
from shared import jsonio, redaction
from shared.answers import ElementResult
from shared.clients import Clients
from shared.clock import Clock
from shared.contracts.envelope import Category, System
from shared.errors import UnreadableObjectError
from shared.money import ZERO
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.records import UNFINISHED, Call, CallEntry, Entry, Link, LinkState, ObjectKey, State
from shared.sync.directions import choices_of
from shared.sync.mending import Thing, causes
from shared.sync.plans import Accepted, Failed, InSync, LeftOut, Plan, Purpose, Verdict, Waits, Write
from shared.sync.sending import BUDGET_LANES
from shared.sync.settings import SyncSettings

NOT_LINKED = "document_not_linked"
COMING = (*UNFINISHED, State.FAILED)


@dataclass(frozen=True, slots=True)
class Found:
    """How documents of one kind stand in Scoro, and what is about to go there."""

    rows: Mapping[int, PaidInScoro]
    receipts: Sequence[ReceiptInScoro]
    taken: dict[str, str]
    accounts: Mapping[str, int]
    leaving: Collection[str]
    """Payments whose receipts are to go, nobody knows when."""
    freed: Mapping[str, Decimal]


class PaymentsToScoro:
    """Plans, judges and looks up receipts (`shared.sync.plans.Crossing`)."""

    category = Category.RECEIPTS
    source: System = "xero"

    def __init__(self, store: Store, clients: Clients, _clock: Clock) -> None:
        self._store = store
        self._clients = clients

    async def plan(
        self, connection: Connection, settings: SyncSettings, entries: Sequence[Entry], _purpose: Purpose
    ) -> Sequence[Plan]:
        """See `Crossing`. What is deleted comes first: it makes room for what took its place (R116)."""
        ids = [one.key.object_id for one in entries]
        links = await self._store.links.by_xero(connection.id, self.category, ids)
        looks = [_first_look(entry, links.get(entry.key.object_id), settings, connection) for entry in entries]
        given = [look for look in looks if isinstance(look, Given)]
        plans: list[Plan] = [look for look in looks if not isinstance(look, Given)]
        gone = [one for one in given if one.payment.is_gone]
        plans += (deletions := await self._deleted(connection, gone))
        here = [one for one in given if not one.payment.is_gone]
        plans += [InSync(one.entry, one.own) for one in here if one.own and not one.entry.is_rewrite]
        new = [one for one in here if not one.own or one.entry.is_rewrite]
        documents = await self._documents(connection, {one.document for one in new})
        for one in [one for one in new if one.document not in documents]:
            plans.append(await self._without_document(one))
        booked = [one for one in new if one.document in documents]
        if booked:
            over = {plan.entry.id for plan in deletions if isinstance(plan, Write)}
            first = [one for one in gone if one.entry.id in over]
            plans += await self._booked(connection, booked, documents, first)
        return plans

    async def _deleted(self, connection: Connection, gone: Sequence[Given]) -> list[Plan]:
        """Each as its receipt stands in Scoro now: it may pay more than it did when it was booked."""
        ours: defaultdict[str, list[Link]] = defaultdict(list)
        for own in [one.own for one in gone if one.own is not None]:
            ours[str(own.twin.get("module"))].append(own)
        if not ours:
            return [planning.delete(one, None) for one in gone]
        reading = Reading(await self._clients.scoro(connection), BUDGET_LANES[gone[0].entry.lane])
        seen: dict[str, ReceiptInScoro | None] = {}
        for module, links in ours.items():
            rows = await reading.documents(module, {int(link.twin["document"]) for link in links})
            dates = [dt.date.fromisoformat(link.twin["date"]) for link in links if link.twin.get("date")]
            receipts = await reading.receipts(module, rows.values(), dates if module == "invoices" else [])
            seen |= await reading.booked({link.scoro_id for link in links}, receipts)
        return [planning.delete(one, seen.get(one.own.scoro_id) if one.own is not None else None) for one in gone]

    async def _documents(self, connection: Connection, keys: set[ObjectKey]) -> dict[ObjectKey, Link]:
        """Links of the documents that are paid."""
        found: dict[ObjectKey, Link] = {}
        for category in MODULES:
            wanted = {key.object_id: key for key in keys if key.category is category}
            links = await self._store.links.by_xero(connection.id, category, wanted)
            found |= {wanted[one]: link for one, link in links.items() if link.state is LinkState.ACTIVE}
        return found

    async def _without_document(self, given: Given) -> Plan:
        """It waits for a document on its way, with its problem if it has one; else it is taken up later (R114)."""
        newest = await self._store.changes.newest(given.document)
        if newest is not None and newest.state in COMING:
            return Waits(given.entry, (given.document,), given.money)
        return LeftOut(given.entry, NOT_LINKED, until=(given.document,), money=given.money)

    async def _booked(
        self,
        connection: Connection,
        given: Sequence[Given],
        links: Mapping[ObjectKey, Link],
        first: Sequence[Given],
    ) -> list[Plan]:
        """`first`: deletions that are planned with them; whatever is on the same document waits for those."""
        freed = planning.freed(first)
        reading = Reading(await self._clients.scoro(connection), BUDGET_LANES[given[0].entry.lane])
        accounts = await self._accounts(connection)
        by_module: defaultdict[str, list[Given]] = defaultdict(list)
        for one in given:
            by_module[MODULES[one.document.category]].append(one)
        plans: list[Plan] = []
        for module, group in by_module.items():
            rows = await reading.documents(module, {int(links[one.document].scoro_id) for one in group})
            dates = [one.payment.date for one in group if one.payment.date] if module == "invoices" else []
            receipts = await reading.receipts(module, rows.values(), dates)
            taken = await self._taken(connection, [str(receipt.id) for receipt in receipts])
            leaving = await self._leaving(connection, taken) - {one.entry.key.object_id for one in first}
            booked = await reading.booked({one.own.scoro_id for one in group if one.own is not None}, receipts)
            found = Found(rows, receipts, taken, accounts, leaving, freed)
            plans += await self._planned(module, group, links, found, booked)
        return plans

    async def _planned(
        self,
        module: str,
        group: Sequence[Given],
        links: Mapping[ObjectKey, Link],
        found: Found,
        booked: Mapping[str, ReceiptInScoro | None],
    ) -> list[Plan]:
        """Payments of one document see what those before them leave of it."""
        plans: list[Plan] = []
        open_ones: dict[ObjectKey, Paid] = {}
        for one in group:
            row = found.rows.get(int(links[one.document].scoro_id))
            if row is None:
                plans.append(LeftOut(one.entry, NOT_LINKED, until=(one.document,), money=one.money))
                continue
            if one.document not in open_ones:
                open_ones[one.document] = Paid(
                    links[one.document],
                    row,
                    found.receipts,
                    found.taken,
                    found.accounts,
                    freed=found.freed.get(planning.serial(module, row.id), ZERO),
                    is_left=planning.pays_any(found.leaving, found.taken, found.receipts, module, row.id),
                    prepaid=await self._prepaid(one.document, row),
                )
            plans.append(planning.plan(one, open_ones[one.document], booked))
        return plans

    async def _prepaid(self, document: ObjectKey, row: PaidInScoro) -> Decimal:
        if not row.prepayment_sum:
            return ZERO
        return await self._store.left_outs.amount(Category.RECEIPTS, document, planning.PREPAID)

    async def _taken(self, connection: Connection, ids: Sequence[str]) -> dict[str, str]:
        """Receipt → payment, for those that are linked."""
        links = await self._store.links.by_scoro(connection.id, self.category, ids)
        return {scoro_id: link.xero_id for scoro_id, link in links.items() if link.state is LinkState.ACTIVE}

    async def _leaving(self, connection: Connection, taken: Mapping[str, str]) -> set[str]:
        """Of the payments that receipts belong to: those that were removed, and whose receipts are not gone yet."""
        keys = [ObjectKey(connection.id, self.category, self.source, one) for one in taken.values()]
        return {key.object_id for key in await self._store.gone.leaving(keys)}

    async def _accounts(self, connection: Connection) -> dict[str, int]:
        """Account of Xero → receipt account of Scoro, by name (R51, R53)."""
        in_scoro = await self._store.reference.get_list(connection.id, "scoro_receipt_accounts")
        named = {str(row["name"]).strip().casefold(): int(row["id"]) for row in in_scoro}
        in_xero = await self._store.reference.get_list(connection.id, "xero_accounts")
        names = {str(row["AccountID"]): str(row["Name"]).strip().casefold() for row in in_xero}
        return {account_id: named[name] for account_id, name in names.items() if name in named}

    async def judge(
        self, connection: Connection, _call: Call, answers: Sequence[tuple[CallEntry, ElementResult]]
    ) -> Sequence[Verdict]:
        """See `Crossing`."""
        [(item, result)] = answers
        verdict = judging.answered(self._key(connection, item), item, result)
        if item.memo["delete"] and isinstance(verdict, Accepted):  # the next reading rings for what waited for it
            freed = planning.serial(item.memo["module"], item.memo["document"])
            await self._store.mended.reopen(connection.id, causes([(Thing.RECEIPTS, freed)]))
        return [verdict]

    async def look_up(self, connection: Connection, call: Call) -> Sequence[Verdict]:
        """A new, unlinked, equal receipt is ours; a deletion is planned anew, since doing it twice is harmless."""
        [item] = call.entries
        if item.memo["delete"]:
            return [judging.AGAIN]
        reading = Reading(await self._clients.scoro(connection), BUDGET_LANES[call.lane])
        said = item.memo
        rows = await reading.documents(said["module"], {said["document"]})
        receipts = await reading.receipts(said["module"], rows.values(), judging.dates(item))
        taken = await self._taken(connection, [str(receipt.id) for receipt in receipts])
        return [judging.looked_up(self._key(connection, item), item, receipts, taken)]

    def _key(self, connection: Connection, item: CallEntry) -> ObjectKey:
        return ObjectKey(connection.id, self.category, self.source, item.object_id)


def _first_look(entry: Entry, link: Link | None, settings: SyncSettings, connection: Connection) -> Given | Plan:
    try:
        payment = PaymentInXero.model_validate(jsonio.loads(entry.snapshot))
    except ValidationError as error:
        return Failed(entry, UnreadableObjectError(f"payment {entry.key.object_id}", redaction.words(error)))
    given = Given(entry, payment, link)
    if payment.is_gone and given.own is not None:
        return given
    reason = left_out(
        payment,
        choices_of(entry, settings),
        changed_at=entry.modified_at,
        time_zone=connection.time_zone,
        asked_by_person=entry.by_person,
    )
    return LeftOut(entry, reason) if reason is not None else given


def to_scoro(store: Store, clients: Clients, clock: Clock) -> PaymentsToScoro:
    """Builds it."""
    return PaymentsToScoro(store, clients, clock)
