"""The currencies an organisation is subscribed to (R54–R56); pure. Nothing is written: Scoro's are chosen by people."""

from collections.abc import Iterable, Mapping
from typing import Any


def kept(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """As the list is kept for others, in the order of their codes."""
    named = {str(row["Code"]).upper(): str(row.get("Description", "")) for row in rows if row.get("Code")}
    return [{"Code": code, "Description": named[code]} for code in sorted(named)]


def appeared(missing_before: Iterable[str], missing_now: Iterable[str]) -> tuple[str, ...]:
    """Codes that are not active in Scoro and were not known to be missing: their documents cannot cross (R56)."""
    return tuple(sorted(set(missing_now) - set(missing_before)))
