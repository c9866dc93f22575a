"""What an answer of Xero means when it is not a yes: one table from status and body to our errors.

Whoever sends a write may rely on this: only an UnclearError leaves open whether it was carried out; every other error
says that it was not.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from shared.answers import OTHER, ElementResult, Refusal
from shared.errors import (
    AccessLostError,
    DefectError,
    LimitError,
    MendedBy,
    PermissionMissingError,
    RefusedError,
    SyncError,
    UnavailableError,
    UnclearError,
)
from shared.http import Answer
from shared.jsonio import NotJsonError, loads
from shared.xero.elements import result_of
from shared.xero.limits import retry_after
from shared.xero.refusals import UNREADABLE, refusal
from shared.xero.rights import needed_for


class AccessExpiredError(SyncError):
    """The access token is too old; a newer one is on its way."""

    code = "access_expired"
    mended_by = MendedBy.TIME


class XeroSignInLostError(AccessLostError):
    """Xero does not know the token."""

    code = "xero_sign_in_lost"


class XeroDisconnectedError(AccessLostError):
    """The organisation is no longer connected to this app (R152)."""

    code = "xero_disconnected"


class XeroPermissionMissingError(PermissionMissingError):
    """A scope is missing, or the user who connected lost a role."""

    code = "xero_permission_missing"


class XeroLimitError(LimitError):
    """A limit of Xero was hit: minute, day, concurrent or appminute."""

    code = "xero_limit"

    def __init__(self, problem: str, retry: dt.timedelta | None, until: dt.datetime | None) -> None:
        super().__init__(f"Xero's {problem} limit is reached", until=until)
        self.problem = problem
        self.retry = retry


class XeroUnavailableError(UnavailableError):
    """Xero says that it is offline or in maintenance."""

    code = "xero_unavailable"


class XeroFaultError(UnclearError):
    """A 5xx, or a 409 while a twin with the same key is still running: the work may have been done or not."""

    code = "xero_fault"


class DamagedAnswerError(UnclearError):
    """A yes whose body cannot be read, or answers something else than was asked."""

    code = "xero_damaged_answer"


class XeroNotFoundError(RefusedError):
    """Nothing has that id; in a write, one element names a contact that does not exist."""

    def __init__(self, asked: str) -> None:
        super().__init__(f"{asked}: Xero knows nothing of that id", code="xero_not_found")


class CallRefusedError(RefusedError):
    """The whole call was refused, which judges no single element: halve it to find the culprit."""

    def __init__(self, said: str, refusals: Sequence[Refusal] = (), elements: Sequence[ElementResult] = ()) -> None:
        known = next((item for item in refusals if item.code != OTHER), Refusal(OTHER, said))
        super().__init__(said, code=known.code, subject=known.subject)
        self.refusals = tuple(refusals)
        self.elements = tuple(elements)


class UnexpectedAnswerError(DefectError):
    """A status that a correct request to the right address never gets."""

    code = "xero_unexpected_answer"


def error_of(answer: Answer, *, asked: str, now: dt.datetime) -> SyncError | None:
    """The error that this answer is, or None where it is a yes."""
    if 200 <= answer.status < 300:  # noqa: PLR2004 - HTTP's own number for yes
        return None
    if answer.status == 429:  # noqa: PLR2004 - HTTP's own number for too many
        return _limit(answer, now)
    if answer.status in _BY_STATUS:
        return _BY_STATUS[answer.status](answer, asked)
    if answer.status >= 500:  # noqa: PLR2004 - HTTP's own number for faults
        return _fault(answer, asked)
    return UnexpectedAnswerError(f"{asked}: Xero answered {answer.status}{_said(answer)}")


def deletion_of(answer: Answer, *, asked: str, now: dt.datetime) -> ElementResult:
    """What became of a deletion, whose body says nothing; that there was nothing to delete is for others to judge.

    Raises the error of any other refusal.
    """
    error = error_of(answer, asked=asked, now=now)
    if isinstance(error, XeroNotFoundError):
        return ElementResult(0, {}, (Refusal(error.code, error.said),))
    if error is not None:
        raise error
    return ElementResult(0, {})


def is_stale_token(answer: Answer) -> bool:
    """A 401 that a newer token may mend; a missing scope it cannot."""
    return answer.status == 401 and not isinstance(_unauthorised(answer, ""), PermissionMissingError)  # noqa: PLR2004


def body_of(answer: Answer, *, asked: str) -> dict[str, Any]:
    """The parsed envelope of a yes.

    Raises DamagedAnswerError for HTML, a broken body or anything that is no object.
    """
    try:
        body = loads(answer.body)
    except NotJsonError as error:
        raise DamagedAnswerError(f"{asked}: {error}") from error
    if not isinstance(body, dict):
        raise DamagedAnswerError(f"{asked}: no JSON object")
    return body


def _limit(answer: Answer, now: dt.datetime) -> XeroLimitError:
    retry = retry_after(answer.headers)
    problem = answer.header("x-rate-limit-problem") or "unnamed"
    return XeroLimitError(problem.lower(), retry, now + retry if retry is not None else None)


def _bad_request(answer: Answer, asked: str) -> SyncError:
    body = _object(answer)
    kind, message = str(body.get("Type", "")), str(body.get("Message") or body.get("Detail") or "")
    if kind == "QueryParseException" or refusal(message).code in {"idempotency_key_reused", "not_implemented"}:
        return UnexpectedAnswerError(f"{asked}: {message}")
    elements = [result_of(*numbered) for numbered in enumerate(_objects(body.get("Elements")))]
    refusals = [item for element in elements for item in element.refusals] or [refusal(message)]
    if kind == "PostDataInvalidException":
        refusals = [Refusal(UNREADABLE, message)]
    said = "; ".join(dict.fromkeys(item.text for item in refusals if item.text)) or "Xero refused without saying why"
    number = f", error {body['ErrorNumber']}" if body.get("ErrorNumber") else ""
    return CallRefusedError(f"{said} (response code {answer.status}{number})", refusals, elements)


def _unauthorised(answer: Answer, asked: str) -> SyncError:
    detail = str(_object(answer).get("Detail") or "")
    if "TokenExpired" in detail:
        return AccessExpiredError(f"{asked}: {detail}")
    if "AuthorizationUnsuccessful" in detail:
        return XeroPermissionMissingError(needed_for(asked))
    return XeroSignInLostError(f"{asked}: {detail or 'not signed in'}")


def _forbidden(answer: Answer, asked: str) -> SyncError:
    detail = str(_object(answer).get("Detail") or "")
    if "AuthenticationUnsuccessful" in detail:
        return XeroDisconnectedError(f"{asked}: {detail}")
    return XeroPermissionMissingError(needed_for(asked))


def _not_found(_answer: Answer, asked: str) -> SyncError:
    return XeroNotFoundError(asked)


def _fault(answer: Answer, asked: str) -> SyncError:
    return XeroFaultError(f"{asked}: Xero answered {answer.status}")


def _unavailable(answer: Answer, asked: str) -> SyncError:
    """Only Xero's own sentence says for sure that nothing was done."""
    if b"offline" in answer.body or b"temporarily unavailable" in answer.body:
        return XeroUnavailableError(f"{asked}: {answer.body[:200].decode('utf-8', 'replace').strip()}")
    return _fault(answer, asked)


def _not_implemented(answer: Answer, asked: str) -> SyncError:
    return UnexpectedAnswerError(f"{asked}: Xero answered {answer.status}{_said(answer)}")


_BY_STATUS: dict[int, Callable[[Answer, str], SyncError]] = {
    400: _bad_request,
    401: _unauthorised,
    403: _forbidden,
    404: _not_found,
    408: _fault,
    409: _fault,
    501: _not_implemented,
    503: _unavailable,
}


def _object(answer: Answer) -> dict[str, Any]:
    """The body where it is a JSON object; error pages are not."""
    try:
        body = loads(answer.body)
    except NotJsonError:
        return {}
    return body if isinstance(body, dict) else {}


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _said(answer: Answer) -> str:
    message = _object(answer).get("Message")
    return f": {message}" if message else ""
