"""The way of a document from Scoro to Xero, wired from planning and judging; the category brings its `Form`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from shared.answers import ElementResult
from shared.budget import Lane
from shared.clients import Clients
from shared.clock import Clock
from shared.contracts.envelope import Category, System
from shared.documents import chart
from shared.documents.fields import Kind, XeroDocument
from shared.documents.from_scoro import judging, planning, tracked
from shared.documents.from_scoro.lock_dates import LockDates
from shared.documents.from_scoro.options import MissingOptions
from shared.documents.from_scoro.planning import Form, Given
from shared.documents.from_scoro.presence import Presences
from shared.documents.lines import projects_of
from shared.documents.periods import CLOSED, books
from shared.documents.refs import ProductRef, Refs, Side, needs
from shared.documents.twins import Twin, twin_of
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.records import Call, CallEntry, Entry, ObjectKey
from shared.store.reference import ScoroProduct
from shared.sync.plans import Accepted, Again, Failed, Plan, Purpose, Verdict, Write
from shared.sync.settings import SyncSettings

LISTS = ("xero_accounts", "xero_tax_rates", "xero_currencies", "scoro_accounts")


class DocumentsFromScoro:
    """Plans, judges and looks up documents of one form (`shared.sync.plans.Crossing`)."""

    source: System = "scoro"

    def __init__(self, form: Form[Any], store: Store, clients: Clients, clock: Clock) -> None:
        self.category = form.category
        self._form = form
        self._store = store
        self._clients = clients
        self._options = MissingOptions(store, clients)
        self._lock_dates = LockDates(store, clients, clock)
        self._presences = Presences(form, store, clients)

    async def plan(
        self, connection: Connection, settings: SyncSettings, entries: Sequence[Entry], purpose: Purpose
    ) -> Sequence[Plan]:
        """See `Crossing`."""
        keeps = purpose is Purpose.RUN
        links = await self._store.links.by_scoro(
            connection.id, self.category, [entry.key.object_id for entry in entries]
        )

        def looked(now: Connection) -> list[Given[Any] | Plan]:
            found = links.get
            return [planning.first_look(self._form, one, found(one.key.object_id), settings, now) for one in entries]

        looks = looked(connection)
        given = [look for look in looks if isinstance(look, Given)]
        known = await self._lock_dates.known(connection, given, keeps=keeps)
        if any(isinstance(look, Write) for look in looks):  # a draft is to be deleted, of whatever day
            known = await self._lock_dates.fresh(known, keeps=keeps)
        if known is not connection:
            connection, looks = known, looked(known)
            given = [look for look in looks if isinstance(look, Given)]
        refs = await self._refs(connection, settings, given) if given else {}
        plans = [
            planning.plan(self._form, look, refs[look.entry.id]) if isinstance(look, Given) else look for look in looks
        ]
        given, plans = await self._presences.planned(connection, settings, links, refs, given, plans, keeps=keeps)
        if settings.tracking.create_missing_options and settings.tracking.projects is not None:
            plans = await self._with_options(connection, settings, given, plans, keeps=keeps)
        return await self._looked_for(connection, plans) if self._form.looks_first else plans

    async def _with_options(
        self,
        connection: Connection,
        settings: SyncSettings,
        given: Sequence[Given[Any]],
        plans: Sequence[Plan],
        *,
        keeps: bool,
    ) -> list[Plan]:
        """Plans made anew where a document is to be written and projects on its lines have no option yet (R134)."""
        by_entry = {plan.entry.id: plan for plan in plans}
        goes = [one for one in given if planning.is_to_be_written(by_entry[one.entry.id])]
        known = await tracked.look_up(self._store, connection, settings)
        wanted = {one.entry.id: projects_of(one.document) - known.projects.keys() for one in goes}
        lacking = [one for one in goes if wanted[one.entry.id]]
        if not lacking or settings.tracking.projects is None:
            return list(plans)
        make = self._options.make if keeps else self._options.foreseen
        made = await make(connection, settings.tracking.projects, frozenset().union(*wanted.values()))
        refs = await self._refs(connection, settings, lacking)
        for one in lacking:
            error = next((made.later[project] for project in wanted[one.entry.id] if project in made.later), None)
            there = {**refs[one.entry.id].projects, **made.ahead}
            anew = replace(refs[one.entry.id], why_no_option=made.why_not, projects=there)
            by_entry[one.entry.id] = (
                Failed(one.entry, error, one.money) if error else planning.plan(self._form, one, anew)
            )
        return [by_entry[plan.entry.id] for plan in plans]

    async def _looked_for(self, connection: Connection, plans: Sequence[Plan]) -> list[Plan]:
        """What is to be created may be there already, where numbers do not keep a second one away (R104)."""
        new = {plan.entry.id: plan for plan in plans if isinstance(plan, Write) and plan.method == "PUT"}
        items = [CallEntry(known, one.entry.key.object_id, one.fingerprint, one.memo) for known, one in new.items()]
        elements = {entry_id: self._element(plan.memo["kind"], plan.element) for entry_id, plan in new.items()}
        verdicts: dict[int, Verdict] = {}
        for resource in {plan.resource for plan in new.values()}:
            some = [item for item in items if new[item.entry_id].resource == resource]
            verdicts |= await self._matched(connection, resource, some, elements)
        found = {known: planning.settled(plan, verdicts.get(known), elements[known]) for known, plan in new.items()}
        return [found.get(plan.entry.id, plan) for plan in plans]

    def _element(self, kind: Kind, element: dict[str, Any]) -> XeroDocument:
        return self._form.elements[kind].model_validate(element)

    async def _refs(
        self, connection: Connection, settings: SyncSettings, given: Sequence[Given[Any]]
    ) -> dict[int, Refs]:
        """Entry → everything its translation looks up, read in one go for the batch."""
        needed = {one.entry.id: needs(one.document) for one in given}
        contacts = await self._store.links.by_scoro(
            connection.id, Category.CONTACTS, {str(need.contact_id) for need in needed.values() if need.contact_id}
        )
        merged = await self._store.reference.merged(connection.id, [link.xero_id for link in contacts.values()])
        product_ids = {str(product) for need in needed.values() for product in need.product_ids}
        lists = await self._store.reference.get_lists(connection.id, LISTS)
        products, missing = await self._products(connection, product_ids, lists["scoro_accounts"])
        known_chart = chart.read(lists["xero_accounts"], lists["xero_tax_rates"])
        currencies = lists["xero_currencies"]
        known = await tracked.look_up(self._store, connection, settings)
        found: dict[int, Refs] = {}
        for one in given:
            contact = contacts.get(str(needed[one.entry.id].contact_id))
            found[one.entry.id] = Refs(
                contact_id=merged.get(contact.xero_id, contact.xero_id) if contact else None,
                base_currency=str(connection.organisation.get("base_currency", "")),
                tax_rates=known_chart.rates,
                chart=known_chart,
                rounding=chart.rounding_account(known_chart, settings.rounding.account, settings.rounding.tolerance),
                currencies=frozenset(str(item["Code"]) for item in currencies) if currencies else None,
                default_account=_default_account(settings, self._form.side),
                side=self._form.side,
                products=products,
                accounting_objects=known.accounting_objects,
                tracks_objects=settings.tracking.accounting_objects is not None,
                former_objects=known.former_objects if one.has_tracking else {},
                cannot_list_objects=known.cannot_list_objects,
                projects=known.projects,
                tracks_projects=settings.tracking.projects is not None,
                missing_products=frozenset(missing & needed[one.entry.id].product_ids),
                books=books(connection.organisation),
                closed_periods=settings.of(self.category).closed_periods,
                url=connection.page_in_scoro(self._form.module, one.document.id),
            )
        return found

    async def _products(
        self, connection: Connection, product_ids: set[str], scoro_accounts: Sequence[Mapping[str, Any]]
    ) -> tuple[dict[int, ProductRef], set[int]]:
        """Those that Scoro's list has, and those that have to cross first."""
        if not product_ids:
            return {}, set()
        links = await self._store.links.by_scoro(connection.id, Category.PRODUCTS, product_ids)
        cards = await self._store.reference.products(connection.id, product_ids)
        accounts = {str(account["id"]): str(account["symbol"]) for account in scoro_accounts}
        codes = {scoro_id: str(link.twin.get("code", "")) or None for scoro_id, link in links.items()}
        side = self._form.side
        known = {
            int(card.product_id): _product(card, side, accounts, codes.get(card.product_id)) for card in cards.values()
        }
        return known, await self._missing_products(connection, product_ids - links.keys())

    async def _missing_products(self, connection: Connection, left: set[str]) -> set[int]:
        """Of those that are not linked: not known to be gone from Scoro, whose lines are free text to Xero."""
        gone = await self._store.gone.known(connection.id, Category.PRODUCTS, self.source, left) if left else set()
        return {int(one) for one in left - gone}

    async def judge(
        self, connection: Connection, call: Call, answers: Sequence[tuple[CallEntry, ElementResult]]
    ) -> Sequence[Verdict]:
        """See `Crossing`. A number that exists already is looked up, and linked only where it surely is ours (R82).

        Where the look-up shows nobody who has the number, planning anew would change nothing: Xero's refusal stands.
        """
        for item, result in answers:
            if result.is_ok:
                judging.check_content(item, twin_of(result.body))
        taken = [item for item, result in answers if not result.is_ok and result.code == judging.NUMBER_TAKEN]
        stuck = [
            item
            for item, result in answers
            if not result.is_ok and item.memo["xero_id"] and result.code in judging.STANDS_OTHERWISE
        ]
        looked_up = await self._matched(connection, call.resource, taken, self._elements(call))
        known: dict[int, Verdict] = {
            one: verdict for one, verdict in looked_up.items() if not isinstance(verdict, Again) or verdict.link
        }
        known |= await self._stuck(connection, call, stuck)
        known |= await self._closed(connection, call, answers)
        return [
            known.get(item.entry_id) or judging.answered(self._key(connection, item), item, result)
            for item, result in answers
        ]

    async def _stuck(self, connection: Connection, call: Call, items: Sequence[CallEntry]) -> dict[int, Verdict]:
        """Xero would not change these documents: if they are not what we took them for, that is learnt first."""
        twins = await self._twins(connection, call.resource, [item.memo["xero_id"] for item in items])
        links = await self._store.links.by_scoro(connection.id, self.category, [item.object_id for item in items])
        await self._refresh(connection, twins)
        found: dict[int, Verdict] = {}
        for item in items:
            twin, link = twins.get(item.memo["xero_id"]), links.get(item.object_id)
            verdict = judging.after_refusal(self._key(connection, item), item, twin, link)
            if verdict is not None:
                found[item.entry_id] = verdict
        return found

    async def _closed(
        self, connection: Connection, call: Call, answers: Sequence[tuple[CallEntry, ElementResult]]
    ) -> dict[int, Verdict]:
        """A period that was closed after lock dates were read: planned anew, these go as if it had been known."""
        refused = [item for item, result in answers if result.code == CLOSED]
        if not refused:
            return {}
        links = await self._store.links.by_scoro(connection.id, self.category, [item.object_id for item in refused])
        elements = self._elements(call)
        days = {
            item.entry_id: [
                element.date if (element := elements.get(item.entry_id)) else None,
                Twin.model_validate(link.twin).date if (link := links.get(item.object_id)) else None,
            ]
            for item in refused
        }
        return dict.fromkeys(await self._lock_dates.explained(connection, days), Again())

    async def look_up(self, connection: Connection, call: Call) -> Sequence[Verdict]:
        """Creates are looked for by number; changes are simply planned again, since writing them twice is harmless."""
        created = [item for item in call.entries if not item.memo["xero_id"]]
        found = await self._matched(connection, call.resource, created, self._elements(call))
        return [found.get(item.entry_id, Again()) for item in call.entries]

    async def _matched(
        self, connection: Connection, resource: str, items: Sequence[CallEntry], elements: Mapping[int, XeroDocument]
    ) -> dict[int, Verdict]:
        if not items:
            return {}
        xero = await self._clients.xero(connection)
        numbers = list(dict.fromkeys(item.memo["number"] for item in items))
        twins = [twin_of(body) for body in await xero.by_numbers(resource, numbers, lane=Lane.DOCUMENTS)]
        links = await self._store.links.by_xero(connection.id, self.category, [twin.xero_id for twin in twins])
        owners = {xero_id: link.scoro_id for xero_id, link in links.items()}
        verdicts: dict[int, Verdict] = {}
        for item in items:
            taken = frozenset(xero_id for xero_id, owner in owners.items() if owner != item.object_id)
            key, element = self._key(connection, item), elements[item.entry_id]
            verdicts[item.entry_id] = verdict = judging.matched(key, item, element, twins, taken)
            if isinstance(verdict, Accepted | Again) and verdict.link:  # nobody after it may have the same twin
                owners[verdict.link.xero_id] = item.object_id
        return verdicts

    def _elements(self, call: Call) -> dict[int, XeroDocument]:
        """Entry → what was sent of it; deletions carry no document."""
        sent = zip(call.entries, judging.elements_of(call), strict=True)
        return {
            item.entry_id: self._element(item.memo["kind"], element)
            for item, element in sent
            if not item.memo["delete"]
        }

    def _key(self, connection: Connection, item: CallEntry) -> ObjectKey:
        return ObjectKey(connection.id, self.category, self.source, item.object_id)

    async def _refresh(self, connection: Connection, twins: Mapping[str, Twin]) -> None:
        read = {xero_id: twin.model_dump(mode="json") for xero_id, twin in twins.items()}
        await self._store.links.refresh_twins(connection.id, self.category, read)

    async def _twins(self, connection: Connection, resource: str, xero_ids: Sequence[str]) -> dict[str, Twin]:
        if not xero_ids:
            return {}
        xero = await self._clients.xero(connection)
        found = await xero.by_ids(resource, xero_ids, lane=Lane.DOCUMENTS)
        return {twin.xero_id: twin for twin in map(twin_of, found)}


def _default_account(settings: SyncSettings, side: Side) -> str | None:
    return settings.default_sales_account if side == "sales" else settings.default_expense_account


def _product(card: ScoroProduct, side: Side, accounts: dict[str, str], item_code: str | None) -> ProductRef:
    return ProductRef(
        item_code=item_code,
        account=accounts.get(card.sales_account_id if side == "sales" else card.purchases_account_id),
        is_never_discounted=card.no_discounts,
    )
