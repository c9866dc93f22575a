"""A contact as it is written to Scoro, laid over what Scoro has: nothing that a person added there is lost."""

from collections.abc import Mapping
from typing import Any, Literal

from shared.scoro.element import Element, Flag
from shared.scoro.fields import text

Row = Mapping[str, Any]


class AddressInScoro(Element):
    contacts_addresses_id: int | None = None  # without it Scoro makes another address
    country: str | None = None
    county: str | None = None
    city: str | None = None
    street: str | None = None
    zipcode: str | None = None


class MeansInScoro(Element):
    """Replaced as a whole: what is not sent is gone."""

    email: tuple[str, ...] | None = None
    phone: tuple[str, ...] | None = None
    mobile: tuple[str, ...] | None = None
    website: tuple[str, ...] | None = None
    skype: tuple[str, ...] | None = None
    fax: tuple[str, ...] | None = None


class ContactInScoro(Element):
    """What Xero says of a contact; empty fields are not sent and stay as they are."""

    name: str
    contact_type: Literal["company"] | None = None  # only of a new one: a person stays a person (R67)
    id_code: str | None = None
    vatno: str | None = None
    bankaccount: str | None = None
    is_client: Flag | None = None  # only ever set, never cleared (R70)
    is_supplier: Flag | None = None
    addresses: tuple[AddressInScoro, ...] | None = None
    means_of_contact: MeansInScoro | None = None


def onto(element: ContactInScoro, row: Row) -> ContactInScoro:
    """The element as an update of that row: further addresses and ways to reach someone stay, a person's name too."""
    changed: dict[str, Any] = {"contact_type": None}
    if element.addresses is not None:
        changed["addresses"] = _addresses(element.addresses[0], row)
    if element.means_of_contact is not None:
        changed["means_of_contact"] = _means(element.means_of_contact, row)
    return element.model_copy(update=changed)


def is_equal(update: ContactInScoro, row: Row) -> bool:
    """Whether writing it would change nothing."""
    wanted = update.as_json()
    return all(_same(value, row.get(name)) for name, value in wanted.items())


def _same(wanted: Any, kept: Any) -> bool:
    if isinstance(wanted, dict):
        known = kept if isinstance(kept, Mapping) else {}
        return all(_same(value, known.get(name)) for name, value in wanted.items())
    if isinstance(wanted, list):
        rows = kept if isinstance(kept, list) else []
        return len(rows) == len(wanted) and all(map(_same, wanted, rows))
    return text(wanted) == text(kept)


def _addresses(first: AddressInScoro, row: Row) -> tuple[AddressInScoro, ...]:
    """Ours is the first one; the others are sent as they are, since Scoro drops what is not sent."""
    kept = [one for one in row.get("addresses") or () if isinstance(one, Mapping)]
    ids = [int(one["contacts_addresses_id"]) for one in kept if one.get("contacts_addresses_id")]
    own = first.model_copy(update={"contacts_addresses_id": ids[0] if ids else None})
    return (own, *(AddressInScoro(contacts_addresses_id=one) for one in ids[1:]))


def _means(means: MeansInScoro, row: Row) -> MeansInScoro:
    """Ours comes first, further ones keep their order behind it."""
    kept = row.get("means_of_contact")
    known = kept if isinstance(kept, Mapping) else {}
    merged = {
        way: _ahead(getattr(means, way), [text(one) for one in known.get(way) or ()])
        for way in MeansInScoro.model_fields
    }
    return MeansInScoro(**merged)


def _ahead(first: tuple[str, ...] | None, kept: list[str]) -> tuple[str, ...] | None:
    if first is None:
        return tuple(one for one in kept if one) or None
    return (*first, *(one for one in kept[1:] if one and one not in first))
