"""What must be true before objects may cross; judged here, read elsewhere."""

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from services.connector.reference_data import shortened
from shared.errors import InvalidChoiceError
from shared.public_only import is_public
from shared.scoro.fields import Many, ScoroDocument, Text
from shared.store.connections import Connection

API_PATH = "/api/v2"
BOOK_FIELDS = {
    "name": "Name",
    "base_currency": "BaseCurrency",
    "short_code": "ShortCode",
    "country": "CountryCode",
    "version": "Version",
    "time_zone": "Timezone",
    "period_lock_date": "PeriodLockDate",
    "end_of_year_lock_date": "EndOfYearLockDate",
}


class Entity(ScoroDocument):
    """A business entity of a site."""

    entity_id: Text
    entity_name: Text = ""


class Company(ScoroDocument):
    """What a Scoro site says of itself."""

    company_name: Text = ""
    base_currency: Text = ""
    active_currencies: Many[Text] = ()
    active_entities: Many[Entity] = ()

    def entity(self, entity_id: str) -> Entity | None:
        """One of its entities."""
        return next((one for one in self.active_entities if one.entity_id == entity_id), None)


@dataclass(frozen=True, slots=True)
class Books:
    """What a Xero organisation says of itself."""

    organisation: dict[str, Any]
    currencies: tuple[str, ...]

    @property
    def base_currency(self) -> str:
        """Of the organisation."""
        return str(self.organisation.get("base_currency", ""))


@dataclass(frozen=True, slots=True)
class Warn:
    """Worth knowing, and no reason to refuse."""

    code: str
    message: str
    codes: tuple[str, ...] = field(default=())


def site_url(written: str, *, private: bool = False) -> str:
    """The full base address of a site's API, always written the same way; `private` ones only for sandboxes.

    Raises InvalidChoiceError, because a wrong site answers with a page for people or not at all.
    """
    try:
        parts = urlsplit(written.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise InvalidChoiceError("site_url", "this is not an address") from None
    if parts.scheme not in {"https", "http"} or not host:
        raise InvalidChoiceError("site_url", "give the full address, such as https://acme.scoro.com/api/v2")
    if not private and _is_private(host):
        raise InvalidChoiceError("site_url", "this is an address of a private network, not of a Scoro site")
    if parts.scheme == "http" and not private:
        raise InvalidChoiceError("site_url", "Scoro refuses plain http; the address must begin with https://")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise InvalidChoiceError("site_url", "the address may hold neither user, password, ? nor #")
    path = parts.path.rstrip("/")
    if path not in {"", API_PATH}:
        raise InvalidChoiceError("site_url", f"the address must end with {API_PATH}")
    shown = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme, shown if port is None else f"{shown}:{port}", API_PATH, "", ""))


def _is_private(host: str) -> bool:
    """As far as it shows in the name itself; the transport judges what a name leads to."""
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return not is_public(str(ipaddress.ip_address(host)))
    except ValueError:
        return "." not in host


def known_entity(company: Company, entity_id: str) -> Entity:
    """The entity to connect.

    Raises InvalidChoiceError that names those that there are.
    """
    found = company.entity(entity_id)
    if found is None:
        there = ", ".join(one.entity_id for one in company.active_entities) or "none"
        raise InvalidChoiceError("entity", f"this Scoro site has no entity {entity_id!r}; it has: {there}")
    return found


def missing_currencies(books: Books, company: Company) -> tuple[str, ...]:
    """Used in Xero and not active in Scoro (R7, R9)."""
    used = {code.upper() for code in (books.base_currency, *books.currencies) if code}
    return tuple(sorted(used - {code.upper() for code in company.active_currencies}))


def warnings(connection: Connection) -> tuple[Warn, ...]:
    """What a person should know of this connection."""
    found = []
    ours, theirs = connection.company.get("base_currency"), connection.organisation.get("base_currency")
    if ours and theirs and ours != theirs:
        text = f"Scoro's base currency is {ours}, Xero's is {theirs}: totals in base currency will differ"
        found.append(Warn("base_currencies_differ", text, (ours, theirs)))
    if connection.works and connection.missing_currencies:
        codes = connection.missing_currencies
        text = f"Not active in Scoro: {', '.join(codes)}. Documents in these currencies cannot cross"
        found.append(Warn("currencies_missing", text, codes))
    unheard = tuple(connection.company.get("unheard", ()))
    if connection.works and unheard:
        text = f"Scoro does not announce changes of {', '.join(unheard)}; they are read every five minutes instead"
        found.append(Warn("webhooks_missing", text, unheard))
    for system, times in connection.stretched.items() if connection.works else ():
        name = system.capitalize()
        text = f"{name} allows too few calls a day: while nothing changes, its lists are read {times} times as seldom"
        found.append(Warn("polling_stretched", text, (system,)))
    for module, keys in connection.vanished.items():
        if keys:
            code = "unmatched_in_scoro" if module.startswith(shortened.ONLY_OURS) else "list_shortened"
            found.append(Warn(code, shortened.words(module, keys), tuple(keys)))
    return tuple(found)


def company_fields(company: Company, entity: Entity, *, unheard: Sequence[str] = ()) -> dict[str, Any]:
    """What is kept of the site."""
    return {
        "name": company.company_name,
        "entity_name": entity.entity_name,
        "base_currency": company.base_currency,
        "active_currencies": list(company.active_currencies),
        "unheard": list(unheard),
    }


def books(organisation: dict[str, Any], currencies: Iterable[dict[str, Any]]) -> Books:
    """From Xero's own answers."""
    kept = {ours: organisation[theirs] for ours, theirs in BOOK_FIELDS.items() if organisation.get(theirs)}
    return Books(kept, tuple(str(one["Code"]) for one in currencies if one.get("Code")))
