"""What an object says, and who says something else than when both sides last agreed; pure."""

from collections.abc import Mapping

from shared.contracts.envelope import System
from shared.money import plain
from shared.store.agreement_records import SUMS, Fact

COMPARED = (*SUMS, "currency", "date", "number")
"""What both sides say in the same words."""


def said(fact: Fact) -> dict[str, str]:
    """What an object says, by the names of differences."""
    plainly = {
        "currency": fact.currency,
        "rate": plain(fact.rate) if fact.rate else "",
        "date": fact.day.isoformat() if fact.day else "",
        "number": fact.number,
        "contact": fact.contact,
    }
    return fact.sums.written() | plainly


def changed(
    agreed: Mapping[str, str] | None, differs: tuple[str, ...], scoro: Fact | None, xero: Fact | None
) -> tuple[System, ...]:
    """Who says something else than when both last agreed; nobody is accused without such a memory."""
    if agreed is None:
        return ()
    sides: tuple[tuple[System, Fact | None], ...] = (("scoro", scoro), ("xero", xero))
    found = {system for system, fact in sides if fact is None or _says_other(said(fact), agreed)}
    if scoro is not None and xero is not None:
        found |= {by for by in (_by_contact(differs, agreed, scoro), _by_rate(differs, agreed, scoro)) if by}
    return tuple(system for system, _ in sides if system in found)


def _by_contact(differs: tuple[str, ...], agreed: Mapping[str, str], scoro: Fact) -> System | None:
    """Each system names contacts by its own ids: where Scoro names the same one as then, it was Xero."""
    if "contact" not in differs or not agreed.get("contact"):
        return None
    return "xero" if scoro.contact == agreed["contact"] else "scoro"


def _by_rate(differs: tuple[str, ...], agreed: Mapping[str, str], scoro: Fact) -> System | None:
    """Likewise: Xero states its rates the other way round."""
    if "rate" not in differs or not agreed.get("rate"):
        return None
    return "xero" if scoro.rate is not None and plain(scoro.rate) == agreed["rate"] else "scoro"


def _says_other(now: Mapping[str, str], agreed: Mapping[str, str]) -> bool:
    return any(now[name] != agreed.get(name, "") for name in COMPARED if agreed.get(name))
