"""What the navigation leads to, by what the visitor may; pure. A page joins it by one line."""

from services.console.web.access import Visitor
from shared.store.people import Role

OF_A_CONNECTION: tuple[tuple[str, str], ...] = (
    ("Overview", ""),
    ("Objects", "/objects"),
    ("Problems", "/problems"),
    ("Reconcile", "/reconcile"),
    ("Runs", "/runs"),
    ("Preview", "/preview"),
    ("Settings", "/settings"),
    ("Connection", "/connection"),
    ("Audit", "/audit"),
)
OF_THE_HOUSE: tuple[tuple[str, str, Role], ...] = (
    ("Dead letters", "/dead-letters", Role.OPERATOR),
    ("Health", "/state", Role.OPERATOR),
    ("People", "/people", Role.OPERATOR),
)


def menu(connection_id: str) -> list[tuple[str, str]]:
    """Words and addresses of a connection's pages."""
    return [(words, f"/c/{connection_id}{path}") for words, path in OF_A_CONNECTION]


def house(visitor: Visitor) -> list[tuple[str, str]]:
    """Pages about the whole installation."""
    return [(words, path) for words, path, role in OF_THE_HOUSE if visitor.may(role)]
