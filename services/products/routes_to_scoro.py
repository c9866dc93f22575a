"""The way of an item from Xero to Scoro, wired from rules and mapping."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from services.products import mapping_to_scoro, rules
from services.products.documents import ItemInXero, ProductInScoro, ScoroProduct
from services.products.errors import AmbiguousProductError, CodeTakenError
from services.products.mapping_to_scoro import Refs, is_equal, onto
from services.products.routes import twin_of
from shared import jsonio, redaction
from shared.answers import ElementResult
from shared.budget import Lane
from shared.clients import Clients
from shared.clock import Clock
from shared.contracts.envelope import Category, System
from shared.errors import SyncError, UnreadableObjectError
from shared.scoro.client import ScoroClient
from shared.scoro.errors import DamagedAnswerError, ScoroNotFoundError
from shared.scoro.fields import flag, text
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.records import Call, CallEntry, Entry, Link, LinkState
from shared.sync.directions import choices_of
from shared.sync.fingerprint import fingerprint
from shared.sync.plans import Accepted, Again, Closed, Failed, InSync, LeftOut, Plan, Purpose, Refused, Verdict, Write
from shared.sync.sending import BUDGET_LANES
from shared.sync.settings import SyncSettings

MODULE = "products"
INACTIVE = ProductInScoro(is_active=False)
Row = Mapping[str, Any]


class ToScoro:
    """Plans, judges and looks up items (`shared.sync.plans.Crossing`)."""

    category = Category.PRODUCTS
    source: System = "xero"

    def __init__(self, store: Store, clients: Clients, _clock: Clock) -> None:
        self._store = store
        self._clients = clients

    async def plan(
        self, connection: Connection, settings: SyncSettings, entries: Sequence[Entry], _purpose: Purpose
    ) -> Sequence[Plan]:
        """See `Crossing`."""
        links = await self._store.links.by_xero(connection.id, self.category, [one.key.object_id for one in entries])
        refs = await self._refs(connection)
        scoro = await self._clients.scoro(connection)
        return [
            await self._plan(connection, scoro, settings, entry, links.get(entry.key.object_id), refs)
            for entry in entries
        ]

    async def _refs(self, connection: Connection) -> Refs:
        accounts = await self._store.reference.get_list(connection.id, "scoro_accounts")
        codes = await self._store.reference.get_list(connection.id, "scoro_vat_codes")
        return Refs(
            accounts={str(row["symbol"]): int(row["id"]) for row in accounts if row.get("active")},
            vat_codes={str(row["code"]): int(row["id"]) for row in codes if row.get("active")},
        )

    async def _plan(
        self,
        connection: Connection,
        scoro: ScoroClient,
        settings: SyncSettings,
        entry: Entry,
        link: Link | None,
        refs: Refs,
    ) -> Plan:
        try:
            item = ItemInXero.model_validate(jsonio.loads(entry.snapshot))
        except ValidationError as error:
            return Failed(entry, UnreadableObjectError(f"item {entry.key.object_id}", redaction.words(error)))
        own = link if link is not None and link.state is LinkState.ACTIVE else None
        reason = rules.kept_in_xero(
            item,
            choices_of(entry, settings),
            time_zone=connection.time_zone,
            is_linked=own is not None,
            is_gone=entry.deleted,
            asked=entry.asked,
        )
        if reason is not None:
            return LeftOut(entry, reason)
        try:
            element = INACTIVE if entry.deleted else mapping_to_scoro.to_scoro(item, refs)
            return await self._write(connection, scoro, entry, item, own, element)
        except SyncError as error:
            return Failed(entry, error)

    async def _write(
        self,
        connection: Connection,
        scoro: ScoroClient,
        entry: Entry,
        item: ItemInXero,
        own: Link | None,
        element: ProductInScoro,
    ) -> Plan:
        lane = BUDGET_LANES[entry.lane]
        if own is not None and own.fingerprint_in_scoro == fingerprint(element):
            return InSync(entry, own)
        row = await _view(scoro, own.scoro_id, lane) if own is not None else None
        evidence = own.evidence if own is not None else "created"
        if row is None and entry.deleted and own is not None:
            return Closed(entry, own, LinkState.CLOSED)
        if row is None:
            row, evidence = await self._with_code(connection, scoro, item.code, lane), "code"
        memo = {"code": item.code, "name": item.name or item.code, "twin": twin_of(item), "scoro_id": None}
        if row is None:
            serial = f"products:{item.code.casefold()}"
            memo |= {"evidence": "created"}
            return Write(entry, MODULE, "PUT", element.as_json(), fingerprint(element), memo, serial=serial)
        memo |= {"scoro_id": str(row["product_id"]), "evidence": evidence}
        update = onto(element)
        if is_equal(update, row):
            return InSync(entry, _link(entry, memo, fingerprint(element)), is_link_new=True)
        return Write(
            entry, MODULE, "POST", update.as_json(), fingerprint(element), memo, target_id=str(row["product_id"])
        )

    async def _with_code(self, connection: Connection, scoro: ScoroClient, code: str, lane: Lane) -> Row | None:
        """The product in Scoro that has the code (R62).

        Raises CodeTakenError where it is another item's.
        """
        page = await scoro.list_page(MODULE, 1, lane=lane, detailed=True, filters={"code": code})
        found = [
            row
            for row in page.rows
            if ScoroProduct.model_validate(row).code.casefold() == code.casefold() and not flag(row.get("is_deleted"))
        ]
        links = await self._store.links.by_scoro(
            connection.id, self.category, [str(row["product_id"]) for row in found]
        )
        taken = {scoro_id: link for scoro_id, link in links.items() if link.state is LinkState.ACTIVE}
        free = [row for row in found if str(row["product_id"]) not in taken]
        if found and not free:
            raise CodeTakenError(code, next(iter(taken)))
        return free[0] if free else None

    async def judge(
        self, connection: Connection, _call: Call, answers: Sequence[tuple[CallEntry, ElementResult]]
    ) -> Sequence[Verdict]:
        """See `Crossing`."""
        [(item, result)] = answers
        if not result.is_ok:
            return [Refused(result.error)]
        row = ScoroProduct.model_validate(result.body)
        expected = item.memo["scoro_id"]
        if expected and str(row.product_id) != expected:
            raise DamagedAnswerError(f"item {item.object_id}: the answer is about another product")
        return [Accepted(_settled(connection, item, str(row.product_id)))]

    async def look_up(self, connection: Connection, call: Call) -> Sequence[Verdict]:
        """What may have been created is found by its code, or on a site without codes by its name."""
        [item] = call.entries
        if item.memo["scoro_id"]:
            return [Again()]
        scoro, lane = await self._clients.scoro(connection), BUDGET_LANES[call.lane]
        try:
            row = await self._with_code(connection, scoro, item.memo["code"], lane)
            row = row or await self._with_name(connection, scoro, item, lane)
        except (CodeTakenError, AmbiguousProductError) as error:
            return [Refused(error)]
        return [Again() if row is None else Accepted(_settled(connection, item, str(row["product_id"])))]

    async def _with_name(self, connection: Connection, scoro: ScoroClient, item: CallEntry, lane: Lane) -> Row | None:
        """Of a site without product codes: the only product without a counterpart that has the name.

        Raises AmbiguousProductError where there are several: none more is made.
        """
        name = str(item.memo["name"])
        page = await scoro.list_page(MODULE, 1, lane=lane, detailed=True, filters={"name": name})
        found = [row for row in page.rows if text(row.get("name")) == name and not text(row.get("code"))]
        ids = [str(row["product_id"]) for row in found]
        links = await self._store.links.by_scoro(connection.id, self.category, ids)
        free = [row for row in found if str(row["product_id"]) not in links]
        if len(free) > 1:
            raise AmbiguousProductError(item.object_id, name, [str(row["product_id"]) for row in free])
        return free[0] if free else None


async def _view(scoro: ScoroClient, scoro_id: str, lane: Lane) -> Row | None:
    """None where it is gone."""
    try:
        row = await scoro.view(MODULE, scoro_id, lane=lane)
    except ScoroNotFoundError:
        return None
    return None if flag(row.get("is_deleted")) else row


def _link(entry: Entry, memo: Mapping[str, Any], written: str) -> Link:
    return Link(
        connection_id=entry.key.connection_id,
        category=Category.PRODUCTS,
        scoro_id=str(memo["scoro_id"]),
        xero_id=entry.key.object_id,
        fingerprint_in_scoro=written,
        evidence=str(memo["evidence"]),
        twin=dict(memo["twin"]),
    )


def _settled(connection: Connection, item: CallEntry, scoro_id: str) -> Link:
    return Link(
        connection_id=connection.id,
        category=Category.PRODUCTS,
        scoro_id=scoro_id,
        xero_id=item.object_id,
        fingerprint_in_scoro=item.fingerprint,
        evidence=str(item.memo["evidence"]),
        twin=dict(item.memo["twin"]),
    )
