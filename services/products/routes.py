"""The way of a product from Scoro to Xero, wired from rules and mapping."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from services.products import mapping, rules
from services.products.documents import ItemInXero, ScoroProduct
from services.products.errors import CodeTakenError
from services.products.mapping import Refs
from shared import jsonio, redaction
from shared.answers import ElementResult
from shared.budget import Lane
from shared.clients import Clients
from shared.clock import Clock
from shared.contracts.envelope import Category, System
from shared.errors import SyncError, UnreadableObjectError
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.records import Call, CallEntry, Entry, Link, LinkState
from shared.sync.directions import choices_of
from shared.sync.fingerprint import told
from shared.sync.plans import Accepted, Again, Closed, Failed, InSync, LeftOut, Plan, Purpose, Refused, Verdict, Write
from shared.sync.settings import SyncSettings
from shared.xero import wire
from shared.xero.errors import DamagedAnswerError

RESOURCE = "Items"
CODE_TAKEN = "item_code_taken"


class FromScoro:
    """Plans, judges and looks up products (`shared.sync.plans.Crossing`)."""

    category = Category.PRODUCTS
    source: System = "scoro"

    def __init__(self, store: Store, clients: Clients, _clock: Clock) -> None:
        self._store = store
        self._clients = clients

    async def plan(
        self, connection: Connection, settings: SyncSettings, entries: Sequence[Entry], _purpose: Purpose
    ) -> Sequence[Plan]:
        """See `Crossing`."""
        links = await self._store.links.by_scoro(connection.id, self.category, [one.key.object_id for one in entries])
        refs = await self._refs(connection)
        return [_plan(entry, links.get(entry.key.object_id), settings, connection, refs) for entry in entries]

    async def _refs(self, connection: Connection) -> Refs:
        accounts = await self._store.reference.get_list(connection.id, "scoro_accounts")
        codes = await self._store.reference.get_list(connection.id, "scoro_vat_codes")
        rates = await self._store.reference.get_list(connection.id, "xero_tax_rates")
        active = {str(rate["TaxType"]) for rate in rates if rate.get("Status") == "ACTIVE"}
        return Refs(
            accounts={int(row["id"]): str(row["symbol"]) for row in accounts if row.get("active")},
            tax_types={int(row["id"]): str(row["code"]) for row in codes if str(row["code"]) in active},
        )

    async def judge(
        self, connection: Connection, _call: Call, answers: Sequence[tuple[CallEntry, ElementResult]]
    ) -> Sequence[Verdict]:
        """See `Crossing`. A code that is taken is looked up: the item is linked and brought in step (R62)."""
        taken = [item for item, result in answers if not result.is_ok and result.code == CODE_TAKEN]
        found = await self._found(connection, taken)
        return [found.get(item.entry_id) or _answered(connection, item, result) for item, result in answers]

    async def look_up(self, connection: Connection, call: Call) -> Sequence[Verdict]:
        """What may have been created is looked for by its code; changes are planned anew."""
        created = [item for item in call.entries if not item.memo["xero_id"]]
        found = await self._found(connection, created)
        return [found.get(item.entry_id, Again()) for item in call.entries]

    async def _found(self, connection: Connection, items: Sequence[CallEntry]) -> dict[int, Verdict]:
        """Entry → what became of it, for those whose code Xero has."""
        if not items:
            return {}
        xero = await self._clients.xero(connection)
        by_code: dict[str, ItemInXero] = {}
        for group in wire.chunks([f"Code=={wire.quoted(item.memo['code'])}" for item in items], joint=" OR "):
            rows = await xero.whole(RESOURCE, lane=Lane.DOCUMENTS, where=wire.any_of(group))
            by_code |= {one.code.casefold(): one for one in map(ItemInXero.model_validate, rows)}
        links = await self._store.links.by_xero(connection.id, self.category, [one.item_id for one in by_code.values()])
        return {
            item.entry_id: _linked(connection, item, known, links.get(known.item_id))
            for item in items
            if (known := by_code.get(item.memo["code"].casefold())) is not None
        }


def _plan(entry: Entry, link: Link | None, settings: SyncSettings, connection: Connection, refs: Refs) -> Plan:
    try:
        product = ScoroProduct.model_validate(jsonio.loads(entry.snapshot) | {"is_deleted": entry.deleted})
    except ValidationError as error:
        return Failed(entry, UnreadableObjectError(f"product {entry.key.object_id}", redaction.words(error)))
    own = link if link is not None and link.state is LinkState.ACTIVE else None
    reason = rules.kept_in_scoro(
        product,
        choices_of(entry, settings),
        entity=connection.entity,
        time_zone=connection.time_zone,
        is_linked=own is not None,
        asked=entry.asked,
    )
    if reason is not None:
        return LeftOut(entry, reason)
    if product.is_deleted and own is not None:
        return Closed(entry, own, LinkState.CLOSED)
    try:
        return _write(entry, product, own, refs)
    except SyncError as error:
        return Failed(entry, error)


def _write(entry: Entry, product: ScoroProduct, own: Link | None, refs: Refs) -> Plan:
    translated = mapping.to_xero(product, refs)
    element = translated.element
    memo: dict[str, Any] = {
        "code": element.code,
        "xero_id": None,
        "notices": told(translated.notices),
    }
    if own is None:
        return Write(entry, RESOURCE, "PUT", element.as_json(), translated.fingerprint, memo)
    if own.fingerprint == translated.fingerprint:
        return InSync(entry, own)
    made_up = str(own.twin.get("code") or "") if not product.code else None
    update = mapping.onto(element, own.xero_id, code=made_up, is_tracked=bool(own.twin.get("is_tracked")))
    memo |= {"xero_id": own.xero_id, "code": update.code}
    return Write(entry, RESOURCE, "POST", update.as_json(), translated.fingerprint, memo)


def _answered(connection: Connection, item: CallEntry, result: ElementResult) -> Verdict:
    """Answers are matched by content too: by id, else by code."""
    if not result.is_ok:
        return Refused(result.error)
    answer = ItemInXero.model_validate(result.body)
    expected, answered = item.memo["xero_id"] or item.memo["code"], answer.item_id
    if not item.memo["xero_id"]:
        answered = answer.code
    if expected.casefold() != answered.casefold():
        raise DamagedAnswerError(f"product {item.object_id}: sent {expected}, answered {answered}")
    return Accepted(_link(connection, item, answer, fingerprint=item.fingerprint))


def _linked(connection: Connection, item: CallEntry, known: ItemInXero, other: Link | None) -> Verdict:
    """The code is another product's, or the item is ours from now on and is brought in step next."""
    if other is not None and other.scoro_id != item.object_id:
        return Refused(CodeTakenError(known.code, other.scoro_id))
    return Again(link=_link(connection, item, known, fingerprint=None, evidence="code"))


def _link(
    connection: Connection, item: CallEntry, answer: ItemInXero, *, fingerprint: str | None, evidence: str = "created"
) -> Link:
    return Link(
        connection_id=connection.id,
        category=Category.PRODUCTS,
        scoro_id=item.object_id,
        xero_id=answer.item_id,
        fingerprint=fingerprint,
        evidence=evidence,
        twin=twin_of(answer),
    )


def twin_of(answer: ItemInXero) -> dict[str, Any]:
    """What a link remembers of an item."""
    updated = answer.updated_date_utc.isoformat() if answer.updated_date_utc else ""
    return {"code": answer.code, "is_tracked": answer.is_tracked_as_inventory, "updated_at": updated}
