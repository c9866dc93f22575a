"""Which contact in Scoro an unlinked contact of Xero is (R71); pure.

The keys and their order are those of `matching`: registration number, VAT number, name. A hit that contradicts is no
hit, and a contact that has its twin is not free. Scoro allows two contacts of one name, so what has no twin there is
created under its own name.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.contacts.in_xero import ContactInXero
from services.contacts.matching import NAME, REGISTRATION, VAT, is_same_vat
from services.contacts.names import name_key, number_key


@dataclass(frozen=True, slots=True)
class Candidate:
    """A contact in Scoro, as the index knows it."""

    scoro_id: str
    name: str
    registration: str = ""
    vat: str = ""
    linked_xero_id: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """They are the same; `evidence` says by what."""

    scoro_id: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Create:
    """There is none. `namesakes` are the contacts that have the name all the same: what is new beside them is ours."""

    namesakes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several may be the one: a person must decide."""

    key: str
    scoro_ids: tuple[str, ...]


Decision = Link | Create | Ambiguous


def match(contact: ContactInXero, candidates: Iterable[Candidate]) -> Decision:
    """Decide for one contact, given everything in Scoro that shares a key with it."""
    known = list(candidates)
    free = [one for one in known if one.linked_xero_id is None and not _contradicts(contact, one)]
    for key, agrees in AGREES.items():
        hits = [one for one in free if agrees(contact, one)]
        if len(hits) > 1:
            hits = _narrowed(contact, hits)
        if len(hits) == 1:
            return Link(hits[0].scoro_id, key)
        if hits:
            return Ambiguous(key, tuple(one.scoro_id for one in hits))
    return Create(namesakes=tuple(sorted(one.scoro_id for one in known if _same_name(contact, one))))


def match_all(contacts: Sequence[ContactInXero], candidates: Iterable[Candidate]) -> Mapping[str, Decision]:
    """Decide for a batch, by rising Xero id: what an earlier one took is not free for a later one."""
    free = {one.scoro_id: one for one in candidates}
    decisions: dict[str, Decision] = {}
    for contact in sorted(contacts, key=lambda one: one.contact_id):
        decision = decisions[contact.contact_id] = match(contact, free.values())
        if isinstance(decision, Link):
            del free[decision.scoro_id]
    return decisions


def _same_registration(contact: ContactInXero, candidate: Candidate) -> bool:
    own = {number_key(contact.company_number), number_key(contact.account_number)} - {""}
    return number_key(candidate.registration) in own


def _same_vat(contact: ContactInXero, candidate: Candidate) -> bool:
    return is_same_vat(contact.tax_number, candidate.vat)


def _same_name(contact: ContactInXero, candidate: Candidate) -> bool:
    return name_key(candidate.name) == name_key(contact.name) != ""


AGREES: dict[str, Callable[[ContactInXero, Candidate], bool]] = {
    REGISTRATION: _same_registration,
    VAT: _same_vat,
    NAME: _same_name,
}


def _narrowed(contact: ContactInXero, hits: list[Candidate]) -> list[Candidate]:
    for agrees in AGREES.values():
        hits = [one for one in hits if agrees(contact, one)] or hits
    return hits


def _contradicts(contact: ContactInXero, candidate: Candidate) -> bool:
    company, registration = number_key(contact.company_number), number_key(candidate.registration)
    if registration and company:
        return registration != company
    both_taxed = bool(number_key(contact.tax_number) and number_key(candidate.vat))
    return both_taxed and not _same_vat(contact, candidate)
