"""The way of a document from Xero to Scoro, wired from planning and judging; the category brings its `Form`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

import structlog

from shared.answers import ElementResult
from shared.budget import Lane
from shared.clients import Clients
from shared.clock import Clock
from shared.contracts.envelope import Category, System
from shared.documents.errors import TotalsDifferError
from shared.documents.fields import TradeDocument
from shared.documents.to_scoro import judging, learning, mapping, matching, planning, receiving, tracked
from shared.documents.to_scoro.errors import DocumentNotSeenError
from shared.documents.to_scoro.planning import CURED, Form, Given, Row
from shared.documents.to_scoro.refs import Refs, VatCode, needs, products_of, rounding_in
from shared.errors import SyncError
from shared.scoro.client import ScoroClient
from shared.scoro.errors import ScoroNotFoundError
from shared.scoro.fields import amount, flag
from shared.scoro.seen import seen
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.records import UNFINISHED, Call, CallEntry, Entry, LinkState, ObjectKey
from shared.sync.fingerprint import fingerprint
from shared.sync.plans import Accepted, Again, Failed, Plan, Purpose, Refused, Verdict, Waits
from shared.sync.sending import BUDGET_LANES
from shared.sync.settings import SyncSettings

log = structlog.get_logger()


class DocumentsToScoro:
    """Plans, judges and looks up documents of one form (`shared.sync.plans.Crossing`)."""

    source: System = "xero"

    def __init__(self, form: Form, store: Store, clients: Clients, _clock: Clock) -> None:
        self.category = form.category
        self._form = form
        self._store = store
        self._clients = clients

    async def plan(
        self, connection: Connection, settings: SyncSettings, entries: Sequence[Entry], _purpose: Purpose
    ) -> Sequence[Plan]:
        """See `Crossing`."""
        links = await self._store.links.by_xero(connection.id, self.category, [one.key.object_id for one in entries])
        looks = [
            planning.first_look(self._form, entry, links.get(entry.key.object_id), settings, connection)
            for entry in entries
        ]
        given = [look for look in looks if isinstance(look, Given)]
        plans = [look for look in looks if not isinstance(look, Given)]
        if given:
            plans += await self._planned(connection, settings, given)
        return plans

    async def _planned(self, connection: Connection, settings: SyncSettings, given: Sequence[Given]) -> list[Plan]:
        scoro = await self._clients.scoro(connection)
        lane = BUDGET_LANES[given[0].entry.lane]
        refs = await self._refs(connection, settings, [one for one in given if not one.document.is_gone])
        coming = await self._coming(connection, [one for one in given if not one.document.is_gone])
        rows, plans = await self._rows(scoro, given, refs, lane)
        given = [one for one in given if one.entry.id in rows]
        new = [one.document.number for one in given if rows[one.entry.id] is None and not one.document.is_gone]
        found = await self._with_numbers(scoro, new, lane)
        linked = await self._linked(connection, found)
        receipts_come = settings.of(Category.RECEIPTS).enabled

        def received(one: Given, row: Row) -> Plan:
            stands = partial(self._is_received, scoro, one, lane)
            return receiving.received(self._form, one, row, receipts_come=receipts_come, stands=stands)

        for one in given:
            row = rows[one.entry.id]
            if one.document.is_gone:
                paid = row is not None and await self._has_receipts(scoro, row, lane)
                if row is not None and paid and receiving.is_about_to_be_free(one, receipts_come=receipts_come):
                    plans.append(received(one, row))
                else:
                    plans.append(planning.delete(self._form, one, row, has_receipts=paid))
            elif awaited := [key for key in one.credited if key in coming]:
                plans.append(Waits(one.entry, tuple(awaited), one.money))
            elif (row := rows[one.entry.id]) is not None and await self._keeps_sum(scoro, one, row, lane):
                plans.append(received(one, row))
            else:
                plans.append(planning.plan(self._form, one, refs[one.entry.id], row=row, found=found, linked=linked))
        return plans

    async def _keeps_sum(self, scoro: ScoroClient, given: Given, row: Row, lane: Lane) -> bool:
        """Something was received on it in Scoro, and its sum or currency is to change."""
        return receiving.moves_sum(given, row) and await self._has_receipts(scoro, row, lane)

    async def _is_received(self, scoro: ScoroClient, given: Given, lane: Lane) -> bool:
        row = await self._row(scoro, given, None, lane)
        return row is not None and await self._has_receipts(scoro, row, lane)

    async def _has_receipts(self, scoro: ScoroClient, row: Row, lane: Lane) -> bool:
        if self._form.has_receipts is not None:
            return await self._form.has_receipts(scoro, row, lane)
        return bool(amount(row.get("paid_sum")))

    async def _coming(self, connection: Connection, given: Sequence[Given]) -> set[ObjectKey]:
        """Invoices that are credited here, are not linked yet and are on their way: the note follows them."""
        credited = {key for one in given for key in one.credited}
        linked = await self._ids(connection, self.category, {key.object_id for key in credited})
        coming: set[ObjectKey] = set()
        for key in credited:
            newest = None if key.object_id in linked else await self._store.changes.newest(key)
            if newest is not None and newest.state in UNFINISHED:
                coming.add(key)
        return coming

    async def _rows(
        self, scoro: ScoroClient, given: Sequence[Given], refs: Mapping[int, Refs], lane: Lane
    ) -> tuple[dict[int, Row | None], list[Plan]]:
        """Entry → its document as Scoro has it; what Scoro does not tell of waits for its next look."""
        rows: dict[int, Row | None] = {}
        plans: list[Plan] = []
        for one in given:
            try:
                rows[one.entry.id] = await self._row(scoro, one, refs.get(one.entry.id), lane)
            except DocumentNotSeenError as error:
                plans.append(Failed(one.entry, error, one.money))
        return rows, plans

    async def _row(self, scoro: ScoroClient, given: Given, refs: Refs | None, lane: Lane) -> Row | None:
        """The linked document as Scoro has it, read only where it is to be written or deleted; None is gone.

        What cannot be viewed is looked for in the list by its id, whatever its number is by now.

        Raises DocumentNotSeenError where that does not tell: beside what may be there nothing is made.
        """
        own = given.own
        if own is None:
            return None
        is_equal = refs is not None and own.fingerprint_in_scoro == self._fingerprint(given, refs)
        if is_equal and not given.entry.is_rewrite:
            return None
        try:
            row = await scoro.view(self._form.module, own.scoro_id, lane=lane)
        except ScoroNotFoundError:
            found = await seen(scoro, self._form.module, [own.scoro_id], lane=lane)
            if own.scoro_id not in found:
                raise DocumentNotSeenError(given.document.number, own.scoro_id) from None
            return found[own.scoro_id]
        return None if flag(row.get("is_deleted")) else row

    def _fingerprint(self, given: Given, refs: Refs) -> str | None:
        try:
            return fingerprint(self._form.shaped(mapping.to_scoro(given.document, refs), given.document))
        except SyncError:
            return None

    async def _with_numbers(self, scoro: ScoroClient, numbers: Sequence[str], lane: Lane) -> list[TradeDocument]:
        """Documents in Scoro that have one of these numbers."""
        wanted = {number.casefold() for number in numbers if number}
        found: list[TradeDocument] = []
        page_number = 1
        while wanted:
            page = await scoro.list_page(
                self._form.module, page_number, lane=lane, detailed=True, filters={"no": sorted(set(numbers) - {""})}
            )
            rows = [TradeDocument.model_validate(row) for row in page.rows]
            found += [row for row in rows if row.no.casefold() in wanted]
            if page.is_last:
                break
            page_number += 1
        return found

    async def _linked(self, connection: Connection, rows: Sequence[TradeDocument]) -> frozenset[str]:
        links = await self._store.links.by_scoro(connection.id, self.category, [str(row.id) for row in rows])
        return frozenset(scoro_id for scoro_id, link in links.items() if link.state is LinkState.ACTIVE)

    async def _refs(self, connection: Connection, settings: SyncSettings, given: Sequence[Given]) -> Mapping[int, Refs]:
        """Entry → everything its translation looks up, read in one go for the batch."""
        needed = {one.entry.id: needs(one.document) for one in given}
        contacts = await self._ids(connection, Category.CONTACTS, {need.contact_id for need in needed.values()})
        items = {item_id for need in needed.values() for _, item_id in need.items if item_id}
        products = await self._ids(connection, Category.PRODUCTS, items)
        gone = await self._store.gone.known(connection.id, Category.PRODUCTS, self.source, items - products.keys())
        missing = items - products.keys() - gone
        credited_ids = {one for need in needed.values() for one in need.credited}
        credited = await self._ids(connection, self.category, credited_ids)
        vat_codes, accounts = await self._vat_codes(connection), await self._accounts(connection)
        taxing = await learning.known(self._store, connection.id)
        asked = {one.entry.id for one in given if one.entry.by_person}
        rounding = rounding_in(settings, accounts, vat_codes)
        currencies = connection.company.get("active_currencies")
        known = await tracked.look_up(self._store, connection, settings)
        return {
            entry_id: Refs(
                contact_id=contacts.get(need.contact_id),
                base_currency=str(connection.organisation.get("base_currency", "")),
                active_currencies=frozenset(currencies) if currencies else None,
                vat_codes=vat_codes,
                accounts=accounts,
                taxing=taxing,
                tries_anew=entry_id in asked,
                rounding=rounding,
                products=products_of(need, products),
                accounting_objects=known.accounting_objects,
                tracked=known.tracked,
                cannot_list_objects=known.cannot_list_objects,
                projects=known.projects,
                project_categories=known.project_categories,
                missing_items=frozenset(item_id for _, item_id in need.items if item_id in missing),
                credited=tuple(sorted(credited[one] for one in need.credited if one in credited)),
            )
            for entry_id, need in needed.items()
        }

    async def _ids(self, connection: Connection, category: Category, xero_ids: set[str]) -> dict[str, int]:
        """Xero id → Scoro id, for what is linked."""
        links = await self._store.links.by_xero(connection.id, category, xero_ids - {""})
        return {xero_id: int(link.scoro_id) for xero_id, link in links.items() if link.state is LinkState.ACTIVE}

    async def _vat_codes(self, connection: Connection) -> dict[str, VatCode]:
        rows = await self._store.reference.get_list(connection.id, "scoro_vat_codes")
        return {str(row["code"]): VatCode(int(row["id"]), Decimal(row["percent"])) for row in rows if row.get("active")}

    async def _accounts(self, connection: Connection) -> dict[str, int]:
        rows = await self._store.reference.get_list(connection.id, "scoro_accounts")
        return {str(row["symbol"]): int(row["id"]) for row in rows if row.get("active")}

    async def judge(
        self, connection: Connection, call: Call, answers: Sequence[tuple[CallEntry, ElementResult]]
    ) -> Sequence[Verdict]:
        """See `Crossing`. A creation that Scoro refuses is looked up first: the document may be there already."""
        [(item, result)] = answers
        key = ObjectKey(connection.id, self.category, self.source, item.object_id)
        if not result.is_ok and not item.memo["delete"] and not item.memo["scoro_id"]:
            verdict = await self._looked_up(connection, call, item)
            if not isinstance(verdict, Again):
                return [verdict]
            if await self._cured(connection, call, item):
                return [replace(verdict, reason=CURED)]
        verdict = judging.answered(key, item, result)
        if not result.is_ok or item.memo["delete"]:
            return [verdict]
        return [await self._learnt(connection, TradeDocument.model_validate(result.body), verdict)]

    async def _learnt(self, connection: Connection, row: TradeDocument, verdict: Verdict) -> Verdict:
        """The first answers tell how the site works out tax: what is a cent off for want of that is planned anew."""
        percents = {code: vat.percent for code, vat in (await self._vat_codes(connection)).items()}
        was_wrong = await learning.learn(self._store, connection.id, row, percents)
        if was_wrong and isinstance(verdict, Accepted) and isinstance(verdict.error, TotalsDifferError):
            return Again(link=verdict.link)
        return verdict

    async def _cured(self, connection: Connection, call: Call, item: CallEntry) -> bool:
        """Whether another attempt may come out differently.

        Several documents of one company are refused at once; the first one cures it for all of them. So each gets one
        more attempt where nothing is left to be cured, and no second one.
        """
        if self._form.after_refusal is None:
            return False
        scoro = await self._clients.scoro(connection)
        is_cured_now = await self._form.after_refusal(scoro, item.memo["company_id"], BUDGET_LANES[call.lane])
        return is_cured_now or not item.memo.get("cured")

    async def look_up(self, connection: Connection, call: Call) -> Sequence[Verdict]:
        """Creations are looked for by number; changes are planned anew, since writing them twice is harmless."""
        [item] = call.entries
        if item.memo["delete"] or item.memo["scoro_id"]:
            return [Again()]
        return [await self._looked_up(connection, call, item)]

    async def _looked_up(self, connection: Connection, call: Call, item: CallEntry) -> Verdict:
        scoro = await self._clients.scoro(connection)
        rows = await self._with_numbers(scoro, [item.memo["number"]], BUDGET_LANES[call.lane])
        linked = await self._linked(connection, rows)
        try:
            decision = matching.match(
                judging.as_sent(item), item.memo["company_id"], rows, linked=linked,
                number_is_unique=self._form.number_is_unique,
            )  # fmt: skip
        except SyncError as error:
            return Refused(error, judging.money(item))
        if isinstance(decision, matching.Create):
            return Again()
        key = ObjectKey(connection.id, self.category, self.source, item.object_id)
        return judging.found(key, item, decision, rows)
