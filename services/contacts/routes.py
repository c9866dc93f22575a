"""The way of a contact from Scoro to Xero, wired from rules, matching and mapping."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pydantic import ValidationError

from services.contacts import judging, mapping, matching, rules
from services.contacts.documents import ContactStatus, ScoroContact
from services.contacts.errors import AmbiguousContactError, MergedContactsError
from shared import jsonio, redaction
from shared.answers import ElementResult
from shared.budget import Lane
from shared.clients import Clients
from shared.clock import Clock
from shared.contracts.envelope import Category, System
from shared.errors import SyncError, UnreadableObjectError
from shared.store import reference
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.records import DEPENDENCY, Call, CallEntry, Entry, Link, LinkState, ObjectKey
from shared.sync.directions import choices_of
from shared.sync.fingerprint import told
from shared.sync.plans import (
    Accepted,
    Again,
    Closed,
    Failed,
    InSync,
    LeftOut,
    Plan,
    Purpose,
    Verdict,
    Write,
)
from shared.sync.settings import SyncSettings
from shared.xero.errors import DamagedAnswerError

RESOURCE = "Contacts"
LOOK_AGAIN = frozenset({"contact_name_taken", "contact_number_taken"})
"""Refusals after which the index of Xero's contacts is brought up to date and matching is asked again."""


class FromScoro:
    """Plans, judges and looks up contacts (`shared.sync.plans.Crossing`)."""

    category = Category.CONTACTS
    source: System = "scoro"

    def __init__(self, store: Store, clients: Clients, clock: Clock) -> None:
        self._store = store
        self._clients = clients
        self._clock = clock

    async def plan(
        self, connection: Connection, settings: SyncSettings, entries: Sequence[Entry], _purpose: Purpose
    ) -> Sequence[Plan]:
        """See `Crossing`."""
        links = await self._store.links.by_scoro(
            connection.id, self.category, [entry.key.object_id for entry in entries]
        )
        plans: list[Plan] = []
        crossing: list[tuple[Entry, ScoroContact]] = []
        for entry in entries:
            found = _first_look(entry, settings, connection, links.get(entry.key.object_id))
            if isinstance(found, ScoroContact):
                crossing.append((entry, found))
            else:
                plans.append(found)
        moved = await self._moved(
            connection, [links[entry.key.object_id] for entry, _ in crossing if entry.key.object_id in links]
        )
        candidates = await self._candidates(connection, [contact for _, contact in crossing], moved.values())
        decisions = matching.match_all(
            [contact for entry, contact in crossing if entry.key.object_id not in links], candidates
        )
        for entry, contact in crossing:
            link = links.get(entry.key.object_id)
            if link is not None and link.xero_id in moved:
                link = replace(link, xero_id=moved[link.xero_id], fingerprint=None)
            plans.append(_translated(entry, contact, link, decisions.get(contact.contact_id), candidates))
        return plans

    async def _moved(self, connection: Connection, links: Sequence[Link]) -> dict[str, str]:
        """Xero id → the contact into which that twin was merged: the link leads there from now on."""
        return await self._store.reference.merged(connection.id, [link.xero_id for link in links])

    async def _candidates(
        self, connection: Connection, contacts: Sequence[ScoroContact], also: Iterable[str]
    ) -> list[matching.Candidate]:
        """All in Xero that share a key with one of these, what those were merged into, and whose twins they are."""
        keys = {key for contact in contacts for key in _keys(contact)}
        found = {one.xero_id: one for one in await self._store.reference.find_contacts(connection.id, keys)}
        found |= await self._store.reference.contacts_by_id(connection.id, also)
        merged = {one.merged_to for one in found.values() if one.merged_to} - found.keys()
        found |= await self._store.reference.contacts_by_id(connection.id, merged)
        links = await self._store.links.by_xero(connection.id, self.category, found)
        open_ones = await self._in_open_calls(connection, [one for one in found.values() if one.xero_id not in links])
        return [_candidate(one, links.get(one.xero_id), open_ones) for one in found.values()]

    async def _in_open_calls(self, connection: Connection, unlinked: Sequence[reference.XeroContact]) -> frozenset[str]:
        """Scoro ids that these bear as our link back and whose call is not settled: surely they will be linked."""
        numbers = {one.contact_number for one in unlinked if one.contact_number.isdecimal()}
        keys = [ObjectKey(connection.id, self.category, "scoro", number) for number in sorted(numbers)]
        return frozenset(key.object_id for key in await self._store.calls.in_flight(keys))

    async def judge(
        self, connection: Connection, _call: Call, answers: Sequence[tuple[CallEntry, ElementResult]]
    ) -> Sequence[Verdict]:
        """See `Crossing`. What Xero answers also renews the index, so that the next contact is matched against it."""
        for item, result in answers:
            if result.is_ok and not judging.is_about(item, result):
                raise DamagedAnswerError(f"contact {item.object_id}: the answer is about another one")
        await self._store.reference.put_contacts(
            connection.id, [judging.indexed(result.body) for _, result in answers if result.is_ok]
        )
        taken = [item for item, result in answers if not result.is_ok and result.code in LOOK_AGAIN]
        again = await self._learnt(connection, taken)
        return [
            Again() if item.entry_id in again else judging.verdict(connection, item, result) for item, result in answers
        ]

    async def _learnt(self, connection: Connection, items: Sequence[CallEntry]) -> set[int]:
        """Bring the index up to date; entries of which it knows something now that planning did not know.

        Not what it knew a moment ago: others renew it too, while the call is on its way.
        """
        await self._refresh(connection, items)
        keys = {
            item.entry_id: {reference.name_key(item.memo["name"]), reference.own_key(item.object_id)} for item in items
        }
        found = await self._store.reference.find_contacts(connection.id, set().union(*keys.values()))
        known = {
            entry_id: sorted(_mark(one) for one in found if wanted & set(reference.contact_keys(one)))
            for entry_id, wanted in keys.items()
        }
        return {item.entry_id for item in items if item.memo["known"] != known[item.entry_id]}

    async def look_up(self, connection: Connection, call: Call) -> Sequence[Verdict]:
        """Ask Xero for what may have been created, by name; the plan made anew finds and links it."""
        await self._refresh(connection, call.entries)
        created = {item.object_id for item in call.entries if not item.memo.get("xero_id")}
        found = await self._own(connection, created)
        return [self._known(connection, item, found.get(item.object_id)) for item in call.entries]

    async def _own(self, connection: Connection, scoro_ids: Iterable[str]) -> dict[str, reference.XeroContact]:
        """Scoro id → the unlinked active contact in Xero that bears it as number and the name that we gave."""
        keys = [reference.own_key(scoro_id) for scoro_id in scoro_ids]
        found = await self._store.reference.find_contacts(connection.id, keys)
        linked = await self._store.links.by_xero(connection.id, self.category, [one.xero_id for one in found])
        return {one.contact_number: one for one in found if one.status == "ACTIVE" and one.xero_id not in linked}

    def _known(self, connection: Connection, item: CallEntry, found: reference.XeroContact | None) -> Verdict:
        if found is None or reference.name_key(found.name) != reference.name_key(item.memo["name"]):
            return Again()
        return Accepted(judging.link_to(connection, item, found.xero_id, evidence="created"))

    async def _refresh(self, connection: Connection, items: Sequence[CallEntry]) -> None:
        """Read contacts with these names, or with our numbers, from Xero into the index."""
        if not items:
            return
        xero = await self._clients.xero(connection)
        names, numbers = [item.memo["name"] for item in items], [item.object_id for item in items]
        found = await xero.contacts_named(names, numbers=numbers, lane=Lane.DOCUMENTS)
        await self._store.reference.put_contacts(connection.id, [judging.indexed(element) for element in found])


def _first_look(entry: Entry, settings: SyncSettings, connection: Connection, link: Link | None) -> ScoroContact | Plan:
    """The contact where it is to be translated, else what becomes of it without that."""
    try:
        contact = ScoroContact.model_validate(jsonio.loads(entry.snapshot) | {"is_deleted": entry.deleted})
    except ValidationError as error:
        return Failed(entry, UnreadableObjectError(f"contact {entry.key.object_id}", redaction.words(error)))
    is_linked = link is not None and link.state is LinkState.ACTIVE
    reason = rules.left_out(
        contact,
        choices_of(entry, settings),
        time_zone=connection.time_zone,
        is_linked=is_linked,
        asked_as_dependency=entry.asked == DEPENDENCY,
        asked_by_person=entry.by_person,
    )
    if reason is not None:
        return LeftOut(entry, reason)
    if contact.is_deleted and link is not None:
        return Closed(entry, link, LinkState.CLOSED)  # R147: Xero keeps its contact
    return contact


def _translated(
    entry: Entry,
    contact: ScoroContact,
    link: Link | None,
    decision: matching.Decision | None,
    candidates: Sequence[matching.Candidate],
) -> Plan:
    try:
        return _write(entry, contact, link, decision, candidates)
    except SyncError as error:
        return Failed(entry, error)


def _write(
    entry: Entry,
    contact: ScoroContact,
    link: Link | None,
    decision: matching.Decision | None,
    candidates: Sequence[matching.Candidate],
) -> Plan:
    if isinstance(decision, matching.Ambiguous):
        raise AmbiguousContactError(contact.contact_id, decision.key, tuple(one.xero_id for one in decision.candidates))
    known = {one.xero_id: one for one in candidates}
    if link is not None:
        _check_owner(contact, known.get(link.xero_id))
        taken = matching.is_name_taken(contact, candidates, own_xero_id=link.xero_id)
        own = link.xero_id
    elif isinstance(decision, matching.Link):
        taken = matching.is_name_taken(contact, candidates, own_xero_id=decision.xero_id)
        own = decision.xero_id
    else:
        taken = isinstance(decision, matching.Create) and decision.is_name_taken
        own = ""
    translated = mapping.to_xero(contact, mapping.Refs(is_name_taken=taken))
    if link is not None and link.fingerprint == translated.fingerprint and link.state is LinkState.ACTIVE:
        return InSync(entry, link)
    element = translated.element
    if own:
        number = known[own].contact_number if own in known else _number_kept(link)
        element = mapping.onto(element, xero_id=own, contact_number=number)
    if not matching.may_write_number(contact, candidates, own_xero_id=own):
        element = element.model_copy(update={"contact_number": None})
    memo = {
        "name": element.name,
        "xero_id": own or None,
        "evidence": decision.evidence if isinstance(decision, matching.Link) else link.evidence if link else "created",
        "notices": told(translated.notices),
        "known": _clashing(element.name, contact, candidates),
    }
    return Write(entry, RESOURCE, "POST" if own else "PUT", element.as_json(), translated.fingerprint, memo)


def _check_owner(contact: ScoroContact, twin: matching.Candidate | None) -> None:
    """Where the twin was merged into another's, a link is never taken from that one.

    Raises MergedContactsError.
    """
    owner = twin.linked_scoro_id if twin else None
    if twin is not None and owner is not None and owner != contact.contact_id:
        raise MergedContactsError(contact.contact_id, str(owner), twin.xero_id)


def _clashing(name: str, contact: ScoroContact, candidates: Sequence[matching.Candidate]) -> list[str]:
    """What planning knows of the contacts in Xero that have this name or our number."""
    key, number = reference.name_key(name), str(contact.contact_id)
    return sorted(
        _mark(one) for one in candidates if reference.name_key(one.name) == key or one.contact_number.strip() == number
    )


def _mark(one: matching.Candidate | reference.XeroContact) -> str:
    return f"{one.xero_id} {one.status} {one.contact_number} {one.name}"


def _number_kept(link: Link | None) -> str:
    return str(link.twin.get("contact_number", "")) if link else ""


def _keys(contact: ScoroContact) -> list[str]:
    wanted = matching.keys(contact)
    keys = [f"name:{name}" for name in wanted.names]
    for number in (wanted.registration, wanted.vat):
        keys += reference.number_keys(number)
    return [*keys, reference.own_key(wanted.contact_number)]


def _candidate(one: reference.XeroContact, link: Link | None, open_ones: frozenset[str]) -> matching.Candidate:
    owner = link.scoro_id if link else one.contact_number if one.contact_number in open_ones else None
    return matching.Candidate(
        xero_id=one.xero_id,
        name=one.name,
        contact_number=one.contact_number,
        company_number=one.company_number,
        account_number=one.account_number,
        tax_number=one.tax_number,
        status=ContactStatus(one.status),
        merged_to=one.merged_to or None,
        linked_scoro_id=int(owner) if owner else None,
    )
