"""Which connection is meant; pure."""

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from shared.errors import InvalidChoiceError
from shared.store.connections import UnknownConnectionError

SHORT = 4
"""So many characters of an id are enough, where they fit one connection alone."""


class Named(Protocol):
    """What a connection is known by, read from the store or told by the connector."""

    @property
    def id(self) -> str: ...
    @property
    def entity(self) -> str: ...
    @property
    def company(self) -> dict[str, Any]: ...
    @property
    def organisation(self) -> dict[str, Any]: ...


class Placed(Named, Protocol):
    """And where its Scoro site is."""

    @property
    def site_url(self) -> str: ...


Kind = TypeVar("Kind", bound=Named)


def chosen(connections: Sequence[Kind], wanted: str | None) -> Kind:
    """The one whose id, entity or name on either side is given; without any, the only one there is.

    Raises UnknownConnectionError; InvalidChoiceError where there is none, or several that may be meant.
    """
    if not connections:
        raise InvalidChoiceError("connection", "there is none yet; `scoro-xero connect` makes one")
    if wanted is None and len(connections) == 1:
        return connections[0]
    found = connections if wanted is None else _meant(connections, wanted)
    if not found:
        raise UnknownConnectionError(wanted or "")
    if len(found) > 1:
        those = f"{wanted!r} fits several" if wanted else "there are several"
        listed = ", ".join(f"{one.id} ({between(one)})" for one in found)
        raise InvalidChoiceError("connection", f"{those}, name one with --connection by id or name: {listed}")
    return found[0]


def _meant(connections: Sequence[Kind], wanted: str) -> Sequence[Kind]:
    """By the whole id; else by a name; else by how the id begins."""
    exactly = [one for one in connections if one.id == wanted]
    called = [one for one in connections if wanted.strip().casefold() in _called(one)]
    begun = [one for one in connections if len(wanted) >= SHORT and one.id.startswith(wanted)]
    return exactly or called or begun


def _called(connection: Named) -> set[str]:
    known = (
        connection.entity, connection.company.get("entity_name"), connection.company.get("name"),
        connection.organisation.get("name"), side(connection.company, ""),
    )  # fmt: skip
    return {str(name).casefold() for name in known if name}


def between(connection: Named) -> str:
    """`Acme OÜ ↔ Acme Ltd`"""
    scoro = side(connection.company, f"entity {connection.entity}")
    return f"{scoro} ↔ {side(connection.organisation, 'no organisation yet')}"


def side(known: dict[str, Any], otherwise: str) -> str:
    """What people call one side of a connection."""
    return str(known.get("entity_name") or known.get("name") or otherwise)


def name_of(connection: Placed) -> str:
    """`Acme UK Ltd ↔ Acme UK Ltd`: Scoro's side and Xero's."""
    scoro = side(connection.company, f"entity {connection.entity} of {connection.site_url}")
    return f"{scoro} ↔ {side(connection.organisation, 'no organisation yet')}"
