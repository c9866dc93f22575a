"""Which contact in Xero an unlinked contact of Scoro is (R71); pure.

Keys in order: registration number (Xero keeps it as company or account number), VAT number, name. One hit links, none
creates, several that no further key tells apart need a person. Details that protect the books:

- *A hit that contradicts is no hit.* Same name but both sides have a registration number and they differ, or both have
  a VAT number and they differ: these are two companies. Invoices of one must not land on the other's account.
- *A contact that has its twin is not free.* Links are one to one, so a second contact of Scoro with the same name (say,
  one that differs only by case and spaces, two people called John Smith, or the same company entered twice) cannot be
  linked to it, and Xero takes no second active contact of that name. It is created as `Name (Scoro id)`: its documents
  cross at once, to a contact that surely is no other, and a person who finds that the two are one can merge them. To
  wait for a person instead would hold back invoices; to share the contact would mix two customers' debts. If numbers
  say that both are the same company, the decision says so (`same_as`), and a notice tells people of the duplicate.
- *Archived contacts are never linked silently*: they take no documents and cannot be brought back through the API. Xero
  allows a new active contact with an archived one's name. One that was merged into an active contact leads there.
- *ContactNumber is our link back, but never evidence by itself*: another program may have numbered contacts in the same
  way. Where the number is taken, archived contacts included, ours is not written.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from services.contacts.documents import ContactStatus, ScoroContact
from services.contacts.names import distinguished, name_key, number_key, person_or_company

REGISTRATION = "registration number"
VAT = "VAT number"
NAME = "name"
OWN_NAME = "name with Scoro id"

COUNTRY = re.compile(r"([A-Z]{2})?")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A contact in Xero, as the index knows it."""

    xero_id: str
    name: str
    contact_number: str = ""
    company_number: str = ""
    account_number: str = ""
    tax_number: str = ""
    status: ContactStatus = ContactStatus.ACTIVE
    merged_to: str | None = None
    linked_scoro_id: int | None = None
    """The contact of Scoro that this one is the twin of, in this connection."""

    @property
    def is_usable(self) -> bool:
        return self.status is ContactStatus.ACTIVE


@dataclass(frozen=True, slots=True)
class Keys:
    """By what a contact may be found in an index of Xero's contacts."""

    contact_number: str
    names: frozenset[str]
    registration: str
    vat: str


@dataclass(frozen=True, slots=True)
class Link:
    """They are the same: link them; `evidence` says by what."""

    xero_id: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Create:
    """There is none: create one."""

    is_name_taken: bool = False
    """Another active contact has the name: create it as `Name (Scoro id)`."""
    may_write_number: bool = True
    """Whether `ContactNumber` is free for our link back."""
    same_as: tuple[int, ...] = ()
    """Contacts of Scoro that seem to be the same company, by registration or VAT number."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several may be the one: a person must decide."""

    key: str
    candidates: tuple[Candidate, ...]


Decision = Link | Create | Ambiguous


def keys(contact: ScoroContact) -> Keys:
    """What to look up so that `match` can decide."""
    name = person_or_company(contact)
    return Keys(
        contact_number=str(contact.contact_id),
        names=frozenset({name_key(name), name_key(distinguished(name, contact.contact_id))}),
        registration=number_key(contact.id_code),
        vat=number_key(contact.vatno),
    )


def match(contact: ScoroContact, candidates: Iterable[Candidate]) -> Decision:
    """Decide for one contact, given everything in Xero that shares a key with it, and what those were merged into."""
    known = {one.xero_id: one for one in candidates}
    free = [one for one in _standing(known) if one.linked_scoro_id is None and not _contradicts(contact, one)]
    for key in AGREES:
        hits = _hits(contact, free, key)
        if len(hits) > 1:
            hits = _narrowed(contact, hits)
        if len(hits) == 1:
            return Link(hits[0].xero_id, key)
        if hits:
            return Ambiguous(key, hits)
    return Create(
        is_name_taken=is_name_taken(contact, known.values()),
        may_write_number=may_write_number(contact, known.values()),
        same_as=_same_elsewhere(contact, known.values()),
    )


def match_all(contacts: Sequence[ScoroContact], candidates: Iterable[Candidate]) -> dict[int, Decision]:
    """Decide for a batch, by rising Scoro id: what an earlier one took or creates is not free for a later one."""
    known = {one.xero_id: one for one in candidates}
    decisions: dict[int, Decision] = {}
    for contact in sorted(contacts, key=lambda one: one.contact_id):
        decision = match(contact, known.values())
        decisions[contact.contact_id] = decision
        if isinstance(decision, Link):
            known[decision.xero_id] = replace(known[decision.xero_id], linked_scoro_id=contact.contact_id)
        elif isinstance(decision, Create):
            planned = _planned(contact, decision)
            known[planned.xero_id] = planned
    return decisions


def is_name_taken(contact: ScoroContact, candidates: Iterable[Candidate], *, own_xero_id: str | None = None) -> bool:
    """Whether an active contact other than its own twin has the name; asked before every write, also of updates."""
    name = name_key(person_or_company(contact))
    return any(one.is_usable and one.xero_id != own_xero_id and name_key(one.name) == name for one in candidates)


def may_write_number(contact: ScoroContact, candidates: Iterable[Candidate], *, own_xero_id: str | None = None) -> bool:
    """Whether no contact in Xero other than its own twin has our number; archived ones count."""
    number = str(contact.contact_id)
    return all(one.contact_number != number or one.xero_id == own_xero_id for one in candidates)


def _hits(contact: ScoroContact, free: Iterable[Candidate], key: str) -> tuple[Candidate, ...]:
    """Those that agree in that key, each once."""
    return tuple({one.xero_id: one for one in free if AGREES[key](contact, one)}.values())


def _same_registration(contact: ScoroContact, candidate: Candidate) -> bool:
    kept = {number_key(candidate.company_number), number_key(candidate.account_number)} - {""}
    return number_key(contact.id_code) in kept


def is_same_vat(one: str, other: str) -> bool:
    """With and without the country in front: `GB123456789` and `123456789` are one number."""
    shorter, longer = sorted((number_key(one), number_key(other)), key=len)
    return bool(shorter) and longer.endswith(shorter) and COUNTRY.fullmatch(longer.removesuffix(shorter)) is not None


def _same_vat(contact: ScoroContact, candidate: Candidate) -> bool:
    return is_same_vat(contact.vatno, candidate.tax_number)


def _same_name(contact: ScoroContact, candidate: Candidate) -> bool:
    return name_key(candidate.name) == name_key(person_or_company(contact)) != ""


def _same_own_name(contact: ScoroContact, candidate: Candidate) -> bool:
    own = distinguished(person_or_company(contact), contact.contact_id)
    return name_key(candidate.name) == name_key(own)


AGREES: dict[str, Callable[[ScoroContact, Candidate], bool]] = {
    REGISTRATION: _same_registration,
    VAT: _same_vat,
    NAME: _same_name,
    OWN_NAME: _same_own_name,
}
"""The keys, in the order in which they are asked."""


def _narrowed(contact: ScoroContact, hits: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Let further keys tell hits apart, if they can: companies of one VAT group share a number but not a name."""
    for key in (REGISTRATION, VAT, NAME):
        hits = _hits(contact, hits, key) or hits
    return hits


def _contradicts(contact: ScoroContact, candidate: Candidate) -> bool:
    registration, company = number_key(contact.id_code), number_key(candidate.company_number)
    if registration and company:
        return registration != company
    both_taxed = bool(number_key(contact.vatno) and number_key(candidate.tax_number))
    return both_taxed and not _same_vat(contact, candidate)


def _standing(known: dict[str, Candidate]) -> Iterator[Candidate]:
    """The active ones, and for an archived one that was merged the active one where it ended, under both identities."""
    for one in known.values():
        if one.is_usable:
            yield one
        elif winner := _winner(one, known):
            yield replace(one, xero_id=winner.xero_id, linked_scoro_id=winner.linked_scoro_id)


def _winner(loser: Candidate, known: dict[str, Candidate]) -> Candidate | None:
    """Where a chain of merges ends; None if not at an active contact."""
    seen: set[str] = set()
    one: Candidate | None = loser
    while one is not None and not one.is_usable and one.xero_id not in seen:
        seen.add(one.xero_id)
        one = known.get(one.merged_to) if one.merged_to else None
    return one if one is not None and one.is_usable else None


def _same_elsewhere(contact: ScoroContact, known: Iterable[Candidate]) -> tuple[int, ...]:
    agreeing = (one for one in known if _same_registration(contact, one) or _same_vat(contact, one))
    return tuple(sorted({one.linked_scoro_id for one in agreeing if one.linked_scoro_id is not None}))


def _planned(contact: ScoroContact, decision: Create) -> Candidate:
    """A contact that is about to be created, as later ones of the same batch must see it."""
    name = person_or_company(contact)
    return Candidate(
        xero_id=f"planned for {contact.contact_id}",
        name=distinguished(name, contact.contact_id) if decision.is_name_taken else name,
        contact_number=str(contact.contact_id),
        company_number=contact.id_code,
        tax_number=contact.vatno,
        linked_scoro_id=contact.contact_id,
    )
