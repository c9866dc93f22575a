"""What an answer of Scoro means when it is not a yes: HTTP says 200 to failures too, so the envelope decides.

Whoever sends a write may rely on this: only an UnclearError leaves open whether it was carried out; every other error
says that it was not.
"""

import datetime as dt
import html
from collections.abc import Callable, Iterator
from typing import Any

from shared.errors import (
    AccessLostError,
    DefectError,
    LimitError,
    RefusedError,
    SyncError,
    UnavailableError,
    UnclearError,
)
from shared.http import Answer
from shared.jsonio import NotJsonError, loads
from shared.scoro.limits import is_day_used_up, listen_site

OK = 200
ERRORS_FROM = 400
TOO_MANY = 429
FAULTS_FROM = 500


class ScoroAddressWrongError(AccessLostError):
    """No Scoro site answers at this address: a page instead of data."""

    code = "scoro_address_wrong"
    system = "scoro"


class ScoroEdgeRefusedError(AccessLostError):
    """Scoro's edge turned the program itself away (`error code: 1010`): its User-Agent is not accepted."""

    code = "scoro_edge_refused"
    system = "scoro"


class ScoroKeyRefusedError(AccessLostError):
    """The API key is missing, wrong, or may not do this."""

    code = "scoro_key_refused"
    system = "scoro"


class ScoroRefusedError(RefusedError):
    """Scoro refused the object or the parameters, in its own words."""

    def __init__(self, said: str) -> None:
        super().__init__(said, code="scoro_refused")


class ScoroNotFoundError(RefusedError):
    """Nothing has that id."""

    def __init__(self, said: str) -> None:
        super().__init__(said, code="scoro_not_found")


class ScoroLimitError(LimitError):
    """A limit of the site was hit."""

    code = "scoro_limit"


class ScoroTooSlowError(UnclearError):
    """Scoro gave up computing the answer; of a list, a smaller page helps."""

    code = "scoro_too_slow"


class ScoroUnavailableError(UnavailableError):
    """Scoro suspended the use of its API for now."""

    code = "scoro_unavailable"


class ScoroFaultError(UnclearError):
    """A 5xx: it may have happened before or after the work was done."""

    code = "scoro_fault"


class DamagedAnswerError(UnclearError):
    """An answer that breaks off or is not the envelope that Scoro promises."""

    code = "scoro_damaged_answer"


class UnexpectedAnswerError(DefectError):
    """A status that a correct request never gets."""

    code = "scoro_unexpected_answer"


def data_of(answer: Answer, *, asked: str, now: dt.datetime) -> Any:
    """The `data` of a yes; raises the error that any other answer is."""
    try:
        envelope = loads(answer.body)
    except NotJsonError:
        raise _not_json(answer, asked, now) from None
    if not isinstance(envelope, dict):
        raise DamagedAnswerError(f"{asked}: no JSON object")
    status = _status(answer, envelope)
    if status is None:
        raise DamagedAnswerError(f"{asked}: neither OK nor ERROR")
    if status >= ERRORS_FROM:
        raise _error(status, answer, "; ".join(said_by(envelope)), asked, now)
    return envelope.get("data")


def said_by(envelope: dict[str, Any]) -> list[str]:
    """Every message, however deep it lies, each once; a field's name goes before its text."""
    return list(dict.fromkeys([*_flat(envelope.get("messages")), *_flat(envelope.get("errors"))]))


def _flat(value: Any, field: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(inner, field if name in {"error", "errors"} or str(name).isdigit() else str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from _flat(inner, field)
    elif value not in (None, "", False):
        text = html.unescape(str(value)).strip()
        yield f"{field}: {text}" if field else text


def _status(answer: Answer, envelope: dict[str, Any]) -> int | None:
    """The code that counts: the envelope's where it has one, else HTTP's; a bare ERROR is a refusal.

    None where the envelope says neither yes nor no.
    """
    written = str(envelope.get("statusCode") or "").strip()
    code = int(written) if written.isdecimal() else answer.status
    code = max(code, answer.status) if answer.status >= ERRORS_FROM else code
    if code >= ERRORS_FROM:
        return code
    if envelope.get("status") == "ERROR" or envelope.get("errors"):
        return ERRORS_FROM
    return OK if envelope.get("status") == "OK" and answer.status == OK else None


def _error(status: int, answer: Answer, said: str, asked: str, now: dt.datetime) -> SyncError:
    if status == TOO_MANY:
        return _limit(answer, now)
    text = f"{asked}: {said} (response code {status})" if said else f"{asked}: Scoro answered {status}"
    if status in _BY_STATUS:
        return _BY_STATUS[status](text)
    if status >= FAULTS_FROM:
        return ScoroFaultError(text)
    return UnexpectedAnswerError(text)


_BY_STATUS: dict[int, Callable[[str], SyncError]] = {
    400: ScoroRefusedError,
    401: ScoroKeyRefusedError,
    403: ScoroKeyRefusedError,
    404: ScoroNotFoundError,
    408: ScoroTooSlowError,
    422: ScoroRefusedError,
    503: ScoroUnavailableError,
}


def _limit(answer: Answer, now: dt.datetime) -> ScoroLimitError:
    if is_day_used_up(answer.headers):
        midnight = dt.datetime.combine(now.astimezone(dt.UTC).date() + dt.timedelta(days=1), dt.time.min, dt.UTC)
        return ScoroLimitError("Scoro's calls of this day are used up", until=midnight, system="scoro")
    closed_for = listen_site(answer.status, answer.headers).closed_for
    until = None if closed_for is None else now + closed_for
    return ScoroLimitError("Scoro's short-time limit is reached", until=until, system="scoro")


def _not_json(answer: Answer, asked: str, now: dt.datetime) -> SyncError:
    """A page of somebody else, or data that broke off."""
    if answer.status == TOO_MANY:
        return _limit(answer, now)
    if b"1010" in answer.body[:200] and answer.status == 403:  # noqa: PLR2004 - Cloudflare's own words
        return ScoroEdgeRefusedError(f"{asked}: {answer.body[:100].decode('utf-8', 'replace').strip()}")
    if answer.status == 408:  # noqa: PLR2004 - HTTP's own number for a request that took too long
        return ScoroTooSlowError(f"{asked}: Scoro answered 408")
    if answer.status >= FAULTS_FROM:
        return ScoroFaultError(f"{asked}: Scoro answered {answer.status} with a page")
    if answer.status == OK and answer.body.lstrip()[:1] in (b"", b"{"):
        return DamagedAnswerError(f"{asked}: {len(answer.body)} bytes that break off")
    return ScoroAddressWrongError(f"{asked}: a page instead of data ({answer.status}); is the site's address right?")
