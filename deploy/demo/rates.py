"""Whoever runs the demonstration or a measurement looks at the first foreign document, as people have to (R57)."""

from typing import Any

from deploy.demo.life import ENTITY, HOME
from deploy.demo.operator import Operator
from deploy.demo.papers import Row
from deploy.demo.sandboxes import Sandbox

REASON = "compared with both systems"


def confirm(operator: Operator, connection_id: str) -> int:
    """Say that the rates of what is held are right; hands out how many documents go."""
    of = ("--connection", connection_id)
    said = operator.command("release", "--rates", "--yes", "--reason", REASON, "--json", *of)
    return int(said.get("objects", 0))


def confirm_beforehand(operator: Operator, scoro: Sandbox) -> None:
    """Send one foreign invoice by itself, say that its rate is right, and see it cross.

    Raises AssertionError where it was not held first, or did not cross afterwards.
    """
    rows = scoro.get(f"dump/{ENTITY}", module="invoices")["invoices"]
    number = str(next(row["no"] for row in rows if _is_foreign(row)))
    operator.command("send", "invoice", number)
    said = operator.command("release", "--rates", "--yes", "--reason", REASON, "--json")
    if said.get("objects") != 1:
        raise AssertionError(f"invoice {number} was not held: {said}")
    sent: dict[str, Any] = operator.command("send", "invoice", number, "--json")
    if sent["state"] not in {"created", "updated", "in_sync"}:
        raise AssertionError(f"invoice {number} did not cross: {sent}")


def _is_foreign(row: Row) -> bool:
    """With nothing paid and nothing credited."""
    return row["currency"] != HOME and not row["credited_invoices"] and not float(row["paid_sum"])
