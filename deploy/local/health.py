"""Asking processes whether they are well."""

from collections.abc import Iterable

import httpx

from deploy.local import files
from deploy.local.errors import DidNotStartError
from deploy.local.state import Member
from deploy.local.waiting import until

START_SECONDS = 90.0


def is_well(url: str, client: httpx.Client) -> bool:
    try:
        return client.get(url).is_success
    except httpx.TransportError:
        return False


def await_all(members: Iterable[Member], *, seconds: float = START_SECONDS) -> None:
    """Returns when all are well; raises as soon as one has died, or when time is up."""
    waiting = list(members)

    with httpx.Client(timeout=6, trust_env=False) as client:

        def nothing_to_wait_for() -> bool:
            waiting[:] = [one for one in waiting if not (one.is_alive and is_well(one.health_url, client))]
            return not all(one.is_alive for one in waiting) or not waiting

        in_time = until(nothing_to_wait_for, seconds=seconds, pause=0.1)
    if dead := [one for one in waiting if not one.is_alive]:
        raise DidNotStartError("\n\n".join(obituary(one) for one in dead))
    if not in_time:
        raise DidNotStartError("\n\n".join(_late(one, seconds) for one in waiting))


def obituary(member: Member, *, lines: int = 15) -> str:
    said = files.last_lines(member.log, lines)
    return f"{member.name} (process {member.process.pid}) has died. {member.log} ends with:\n{said}"


def _late(member: Member, seconds: float) -> str:
    said = files.last_lines(member.log)
    return f"{member.name} does not answer {member.health_url} after {seconds:.0f} s. Its log ends with:\n{said}"
