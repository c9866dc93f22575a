"""What each answer of Xero means."""

import datetime as dt

import pytest

from shared.errors import MendedBy, SyncError, UnclearError
from shared.http import Answer
from shared.xero.errors import (
    AccessExpiredError,
    CallRefusedError,
    DamagedAnswerError,
    UnexpectedAnswerError,
    XeroDisconnectedError,
    XeroFaultError,
    XeroLimitError,
    XeroNotFoundError,
    XeroPermissionMissingError,
    XeroSignInLostError,
    XeroUnavailableError,
    body_of,
    error_of,
)
from tests.unit.shared_xero.examples import (
    MINUTE_LIMIT,
    NAME_TAKEN,
    NOON,
    NOT_FOUND,
    TOKEN_EXPIRED,
    UNAUTHENTICATED,
    UNAUTHORISED,
)

OFFLINE = b"The Xero API is currently offline for maintenance"
MALFORMED = b'{"ErrorNumber":14,"Type":"PostDataInvalidException","Message":"Error converting value \\"NO_TAX\\""}'
BAD_QUERY = b'{"ErrorNumber":16,"Type":"QueryParseException","Message":"No property or field \'Foo\' exists"}'
KEY_REUSED = (
    b'{"ErrorNumber":10,"Type":"ValidationException","Message":"Idempotency Key: K is used with a different request."}'
)


@pytest.mark.parametrize(
    ("answer", "kind", "mended_by"),
    [
        pytest.param(Answer(401, {}, TOKEN_EXPIRED), AccessExpiredError, MendedBy.TIME, id="token too old"),
        pytest.param(Answer(401, {}, UNAUTHORISED), XeroPermissionMissingError, MendedBy.OPERATOR, id="scope missing"),
        pytest.param(Answer(401), XeroSignInLostError, MendedBy.OPERATOR, id="token unknown"),
        pytest.param(Answer(403, {}, UNAUTHENTICATED), XeroDisconnectedError, MendedBy.OPERATOR, id="disconnected"),
        pytest.param(Answer(403), XeroPermissionMissingError, MendedBy.OPERATOR, id="role missing"),
        pytest.param(NOT_FOUND, XeroNotFoundError, MendedBy.OPERATOR, id="unknown id"),
        pytest.param(Answer(400, {}, NAME_TAKEN), CallRefusedError, MendedBy.OPERATOR, id="validation"),
        pytest.param(Answer(400, {}, MALFORMED), CallRefusedError, MendedBy.OPERATOR, id="body cannot be mapped"),
        pytest.param(Answer(400, {}, BAD_QUERY), UnexpectedAnswerError, MendedBy.DEVELOPER, id="bad filter"),
        pytest.param(Answer(400, {}, KEY_REUSED), UnexpectedAnswerError, MendedBy.DEVELOPER, id="key reused"),
        pytest.param(Answer(400, {}, b"<html>"), CallRefusedError, MendedBy.OPERATOR, id="bad request without a word"),
        pytest.param(Answer(302), UnexpectedAnswerError, MendedBy.DEVELOPER, id="redirect"),
        pytest.param(Answer(405), UnexpectedAnswerError, MendedBy.DEVELOPER, id="wrong verb"),
        pytest.param(Answer(501), UnexpectedAnswerError, MendedBy.DEVELOPER, id="verb not implemented"),
        pytest.param(Answer(412), UnexpectedAnswerError, MendedBy.DEVELOPER, id="bad precondition"),
        pytest.param(MINUTE_LIMIT, XeroLimitError, MendedBy.TIME, id="limit"),
        pytest.param(Answer(500, {}, b"<html>"), XeroFaultError, MendedBy.TIME, id="fault"),
        pytest.param(Answer(502), XeroFaultError, MendedBy.TIME, id="bad gateway"),
        pytest.param(Answer(503, {}, OFFLINE), XeroUnavailableError, MendedBy.TIME, id="maintenance"),
        pytest.param(Answer(503), XeroFaultError, MendedBy.TIME, id="503 from somebody else"),
        pytest.param(Answer(504), XeroFaultError, MendedBy.TIME, id="gateway timeout"),
    ],
)
def test_each_answer_is_one_kind_of_error(answer: Answer, kind: type[SyncError], mended_by: MendedBy) -> None:
    error = error_of(answer, asked="PUT /Invoices", now=NOON)

    assert type(error) is kind
    assert error.mended_by is mended_by


@pytest.mark.parametrize(
    ("asked", "right"),
    [
        ("GET /Contacts/9b1d", "accounting.contacts"),
        ("write of CreditNotes", "accounting.invoices"),
        ("GET /TaxRates", "accounting.settings"),
        ("GET /Unheard", "GET /Unheard is not allowed"),
    ],
)
def test_the_missing_right_is_named(asked: str, right: str) -> None:
    assert right in str(error_of(Answer(401, {}, UNAUTHORISED), asked=asked, now=NOON))


def test_a_yes_is_no_error() -> None:
    assert error_of(Answer(200), asked="x", now=NOON) is None
    assert error_of(Answer(204), asked="x", now=NOON) is None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 412, 429])
def test_whatever_xero_refuses_was_surely_not_carried_out(status: int) -> None:
    assert not isinstance(error_of(Answer(status), asked="x", now=NOON), UnclearError)


@pytest.mark.parametrize("status", [408, 409, 500, 502, 503, 504])
def test_after_a_fault_nobody_knows(status: int) -> None:
    assert isinstance(error_of(Answer(status), asked="x", now=NOON), UnclearError)


def test_a_limit_says_which_and_until_when() -> None:
    error = error_of(MINUTE_LIMIT, asked="x", now=NOON)

    assert isinstance(error, XeroLimitError)
    assert error.problem == "minute"
    assert error.until == NOON + dt.timedelta(seconds=26)


def test_a_limit_without_a_time_says_none() -> None:
    error = error_of(Answer(429, {"x-rate-limit-problem": "concurrent"}), asked="x", now=NOON)

    assert isinstance(error, XeroLimitError)
    assert (error.problem, error.until) == ("concurrent", None)


def test_a_refusal_keeps_xeros_own_words_and_its_elements() -> None:
    error = error_of(Answer(400, {}, NAME_TAKEN), asked="x", now=NOON)

    assert isinstance(error, CallRefusedError)
    assert error.code == "contact_name_taken"
    assert error.said.startswith("The contact name Acme Ltd is already assigned")
    assert [element.body["Name"] for element in error.elements] == ["Acme Ltd"]


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"Invoices":[{"Inv', b"[]"])
def test_a_yes_with_a_broken_body_is_unclear(body: bytes) -> None:
    with pytest.raises(DamagedAnswerError) as raised:
        body_of(Answer(200, {}, body), asked="x")

    assert isinstance(raised.value, UnclearError)
