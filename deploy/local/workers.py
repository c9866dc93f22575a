"""How many processes of each service: `invoices=3 contacts=2`."""

import re
from collections.abc import Iterable, Mapping

from deploy.local.errors import WrongUseError
from deploy.local.services import Service

MOST = 32

_PAIR = re.compile(r"([a-z-]+)=(\d{1,3})")


def scalable(services: Iterable[Service]) -> list[str]:
    """Names of those that may have several workers."""
    return [service.name for service in services if service.takes_workers]


def parse(text: str, services: Iterable[Service]) -> dict[str, int]:
    """Services that are not named are not in the answer. Raises WrongUseError."""
    allowed = scalable(services)
    found: dict[str, int] = {}
    for word in text.replace(",", " ").split():
        name, count = _pair(word, allowed)
        if name in found:
            raise WrongUseError(f"{name} is named twice: {found[name]} workers or {count}?")
        found[name] = count
    return found


def _pair(word: str, allowed: list[str]) -> tuple[str, int]:
    found = _PAIR.fullmatch(word)
    if found is None:
        raise WrongUseError(f"{word!r} is not of the form invoices=3")
    name, count = found[1], int(found[2])
    if name not in allowed:
        raise WrongUseError(f"{name!r} cannot have several workers; these can: {', '.join(allowed)}")
    if not 1 <= count <= MOST:
        raise WrongUseError(f"{name} can have 1 to {MOST} workers, not {count}")
    return name, count


def wanted(services: Iterable[Service], counts: Mapping[str, int]) -> list[tuple[Service, int]]:
    """Every process there should be, numbered from 1 within its service."""
    return [(service, number) for service in services for number in range(1, counts.get(service.name, 1) + 1)]
