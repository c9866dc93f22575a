"""The way of a contact from Xero to Scoro, wired from rules, matching and mapping."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from services.contacts import matching_in_scoro, rules_to_scoro
from services.contacts.documents import ScoroContact
from services.contacts.errors import AmbiguousContactError
from services.contacts.in_scoro import ContactInScoro, is_equal, onto
from services.contacts.in_xero import ContactInXero
from services.contacts.mapping_to_scoro import to_scoro
from services.contacts.names import name_key, person_or_company
from services.contacts.scoro_index import ScoroIndex, indexed
from shared import jsonio, redaction
from shared.answers import ElementResult
from shared.budget import Lane
from shared.clients import Clients
from shared.clock import Clock
from shared.contracts.envelope import Category, System
from shared.errors import SyncError, UnreadableObjectError
from shared.scoro.client import ScoroClient
from shared.scoro.errors import DamagedAnswerError, ScoroNotFoundError
from shared.scoro.fields import flag
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.records import DEPENDENCY, Call, CallEntry, Entry, Link, LinkState
from shared.store.reference import name_key as index_name
from shared.store.reference import number_keys
from shared.sync.directions import choices_of
from shared.sync.fingerprint import fingerprint
from shared.sync.plans import Accepted, Again, Failed, InSync, LeftOut, Plan, Purpose, Refused, Verdict, Write
from shared.sync.sending import BUDGET_LANES
from shared.sync.settings import SyncSettings

MODULE = "contacts"
Row = Mapping[str, Any]


class ToScoro:
    """Plans, judges and looks up contacts (`shared.sync.plans.Crossing`)."""

    category = Category.CONTACTS
    source: System = "xero"

    def __init__(self, store: Store, clients: Clients, clock: Clock) -> None:
        self._store = store
        self._clients = clients
        self._index = ScoroIndex(store.scoro_contacts, clock)

    async def plan(
        self, connection: Connection, settings: SyncSettings, entries: Sequence[Entry], _purpose: Purpose
    ) -> Sequence[Plan]:
        """See `Crossing`."""
        links = await self._store.links.by_xero(connection.id, self.category, [one.key.object_id for one in entries])
        looks = [_first_look(entry, settings, connection, links.get(entry.key.object_id)) for entry in entries]
        crossing = [
            (entry, look) for entry, look in zip(entries, looks, strict=True) if isinstance(look, ContactInXero)
        ]
        scoro = await self._clients.scoro(connection)
        twins = await self._twins(scoro, crossing, links)
        new = [contact for entry, contact in crossing if entry.key.object_id not in twins]
        lane = BUDGET_LANES[entries[0].lane]
        decisions = await self._decisions(connection, scoro, new, lane) if new else {}
        plans = [look for look in looks if not isinstance(look, ContactInXero)]
        for entry, contact in crossing:
            own = twins.get(entry.key.object_id)
            plans.append(await self._translated(scoro, entry, contact, own, decisions.get(contact.contact_id)))
        return plans

    async def _twins(
        self, scoro: ScoroClient, crossing: Sequence[tuple[Entry, ContactInXero]], links: Mapping[str, Link]
    ) -> dict[str, tuple[Link, Row | None]]:
        """Xero id → link, and what Scoro has where that is needed; not where its contact was deleted (R147)."""
        found: dict[str, tuple[Link, Row | None]] = {}
        for entry, contact in crossing:
            link = links.get(entry.key.object_id)
            if link is None or link.state is not LinkState.ACTIVE:
                continue
            if link.fingerprint_in_scoro == _fingerprint(contact):
                found[entry.key.object_id] = (link, None)
                continue
            row = await _view(scoro, link.scoro_id, BUDGET_LANES[entry.lane])
            if row is not None:
                found[entry.key.object_id] = (link, row)
        return found

    async def _decisions(
        self, connection: Connection, scoro: ScoroClient, contacts: Sequence[ContactInXero], lane: Lane
    ) -> Mapping[str, matching_in_scoro.Decision]:
        await self._index.renew(connection, scoro, lane=lane)
        keys = {key for contact in contacts for key in _keys(contact)}
        found = await self._store.scoro_contacts.find(connection.id, keys)
        links = await self._store.links.by_scoro(connection.id, self.category, [one.scoro_id for one in found])
        candidates = [
            matching_in_scoro.Candidate(
                scoro_id=one.scoro_id,
                name=one.name,
                registration=one.registration,
                vat=one.vat,
                linked_xero_id=links[one.scoro_id].xero_id if one.scoro_id in links else None,
            )
            for one in found
        ]
        return matching_in_scoro.match_all(contacts, candidates)

    async def _translated(
        self,
        scoro: ScoroClient,
        entry: Entry,
        contact: ContactInXero,
        own: tuple[Link, Row | None] | None,
        decision: matching_in_scoro.Decision | None,
    ) -> Plan:
        try:
            element = to_scoro(contact)
            if own is not None:
                link, row = own
                return InSync(entry, link) if row is None else _onto(entry, contact, element, row, link.evidence)
            if isinstance(decision, matching_in_scoro.Ambiguous):
                raise AmbiguousContactError(contact.contact_id, decision.key, decision.scoro_ids)
            if isinstance(decision, matching_in_scoro.Link):
                row = await _view(scoro, decision.scoro_id, BUDGET_LANES[entry.lane])
                if row is not None:
                    return _onto(entry, contact, element, row, decision.evidence)
            return _created(entry, contact, element, decision)
        except SyncError as error:
            return Failed(entry, error)

    async def judge(
        self, connection: Connection, _call: Call, answers: Sequence[tuple[CallEntry, ElementResult]]
    ) -> Sequence[Verdict]:
        """See `Crossing`. What Scoro answers also renews the index."""
        rows = [(item, result, _read(item, result)) for item, result in answers]
        await self._store.scoro_contacts.put(connection.id, [indexed(row) for _, _, row in rows if row is not None])
        return [
            Refused(result.error)
            if row is None
            else Accepted(_link(connection.id, item.object_id, str(row.contact_id), item.fingerprint, item.memo))
            for item, result, row in rows
        ]

    async def look_up(self, connection: Connection, call: Call) -> Sequence[Verdict]:
        """One new, unlinked contact of that name is what was created; several need a person (`design.md` §3.4)."""
        item = call.entries[0]
        if item.memo["scoro_id"]:
            return [Again()]
        scoro = await self._clients.scoro(connection)
        await self._index.renew(connection, scoro, lane=BUDGET_LANES[call.lane])
        found = await self._store.scoro_contacts.find(connection.id, [index_name(item.memo["name"])])
        links = await self._store.links.by_scoro(connection.id, self.category, [one.scoro_id for one in found])
        new = [one.scoro_id for one in found if one.scoro_id not in links and one.scoro_id not in item.memo["known"]]
        if len(new) > 1:
            return [Refused(AmbiguousContactError(item.object_id, "name", tuple(new)))]
        if not new:
            return [Again()]
        return [Accepted(_link(connection.id, item.object_id, new[0], item.fingerprint, item.memo))]


def _first_look(
    entry: Entry, settings: SyncSettings, connection: Connection, link: Link | None
) -> ContactInXero | Plan:
    """The contact where it is to be translated, else what becomes of it without that."""
    try:
        contact = ContactInXero.model_validate(jsonio.loads(entry.snapshot))
    except ValidationError as error:
        return Failed(entry, UnreadableObjectError(f"contact {entry.key.object_id}", redaction.words(error)))
    reason = rules_to_scoro.left_out(
        contact,
        choices_of(entry, settings),
        time_zone=connection.time_zone,
        is_linked=link is not None and link.state is LinkState.ACTIVE,
        asked_as_dependency=entry.asked == DEPENDENCY,
        asked_by_person=entry.by_person,
    )
    return LeftOut(entry, reason) if reason is not None else contact


def _onto(entry: Entry, contact: ContactInXero, element: ContactInScoro, row: Row, evidence: str) -> Plan:
    """An update of that contact, unless Scoro says the same already."""
    scoro_id = str(row["contact_id"])
    update = onto(element, row)
    if row.get("contact_type") == "person":
        update = update.model_copy(update={"name": str(row.get("name", ""))})
    memo = _memo(contact, evidence) | {"scoro_id": scoro_id}
    if is_equal(update, row):
        link = _link(entry.key.connection_id, entry.key.object_id, scoro_id, fingerprint(element), memo)
        return InSync(entry, link, is_link_new=True)
    return Write(entry, MODULE, "POST", update.as_json(), fingerprint(element), memo, target_id=scoro_id)


def _created(
    entry: Entry, contact: ContactInXero, element: ContactInScoro, decision: matching_in_scoro.Decision | None
) -> Plan:
    known = list(decision.namesakes) if isinstance(decision, matching_in_scoro.Create) else []
    memo = _memo(contact, "created") | {"scoro_id": None, "known": known}
    serial = f"contacts:{name_key(element.name)}"
    return Write(entry, MODULE, "PUT", element.as_json(), fingerprint(element), memo, serial=serial)


def _memo(contact: ContactInXero, evidence: str) -> dict[str, Any]:
    updated = contact.updated_date_utc.isoformat() if contact.updated_date_utc else ""
    return {
        "name": contact.name,
        "evidence": evidence,
        "contact_number": contact.contact_number,
        "updated_at": updated,
    }


def _link(connection_id: str, xero_id: str, scoro_id: str, written: str, memo: Mapping[str, Any]) -> Link:
    return Link(
        connection_id=connection_id,
        category=Category.CONTACTS,
        scoro_id=scoro_id,
        xero_id=xero_id,
        fingerprint_in_scoro=written,
        evidence=str(memo["evidence"]),
        twin={name: memo[name] for name in ("name", "contact_number", "updated_at")},
    )


def _read(item: CallEntry, result: ElementResult) -> ScoroContact | None:
    """The contact that Scoro answered; None where it refused.

    Raises DamagedAnswerError where the answer is about another one.
    """
    if not result.is_ok:
        return None
    row = ScoroContact.model_validate(result.body)
    expected = item.memo["scoro_id"]
    is_ours = (
        str(row.contact_id) == expected if expected else name_key(person_or_company(row)) == name_key(item.memo["name"])
    )
    if not is_ours:
        raise DamagedAnswerError(f"contact {item.object_id}: the answer is about another one")
    return row


def _fingerprint(contact: ContactInXero) -> str | None:
    """None where it cannot be translated: planning says why."""
    try:
        return fingerprint(to_scoro(contact))
    except SyncError:
        return None


async def _view(scoro: ScoroClient, scoro_id: str, lane: Lane) -> Row | None:
    """None where it is gone."""
    try:
        row = await scoro.view(MODULE, scoro_id, lane=lane)
    except ScoroNotFoundError:
        return None
    return None if flag(row.get("is_deleted")) else row


def _keys(contact: ContactInXero) -> list[str]:
    keys = [index_name(contact.name)]
    for number in (contact.company_number, contact.account_number, contact.tax_number):
        keys += number_keys(number)
    return keys
