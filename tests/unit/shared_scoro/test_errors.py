"""What each answer of Scoro means: the envelope counts, not HTTP's code alone."""

import datetime as dt
from typing import Any

import pytest

from shared.errors import MendedBy, SyncError, UnclearError
from shared.http import Answer
from shared.jsonio import dumps
from shared.scoro.errors import (
    DamagedAnswerError,
    ScoroAddressWrongError,
    ScoroEdgeRefusedError,
    ScoroFaultError,
    ScoroKeyRefusedError,
    ScoroLimitError,
    ScoroNotFoundError,
    ScoroRefusedError,
    ScoroTooSlowError,
    ScoroUnavailableError,
    UnexpectedAnswerError,
    data_of,
    said_by,
)
from tests.unit.shared_scoro.examples import NOON

PAGE = b"<!DOCTYPE html><html><title>Scoro</title></html>"


def envelope(**fields: Any) -> bytes:
    return dumps({"status": "ERROR", "messages": {"error": ["company_id is required"]}, **fields})


@pytest.mark.parametrize(
    ("answer", "kind", "mended_by"),
    [
        pytest.param(Answer(200, {}, envelope()), ScoroRefusedError, MendedBy.OPERATOR, id="200 with ERROR"),
        pytest.param(
            Answer(200, {}, envelope(statusCode=400)), ScoroRefusedError, MendedBy.OPERATOR, id="200 that means 400"
        ),
        pytest.param(
            Answer(200, {}, envelope(statusCode="404")), ScoroNotFoundError, MendedBy.OPERATOR, id="code as text"
        ),
        pytest.param(
            Answer(200, {}, dumps({"status": "OK", "errors": {"name": "too long"}})),
            ScoroRefusedError,
            MendedBy.OPERATOR,
            id="OK with errors beside it",
        ),
        pytest.param(Answer(400, {}, envelope()), ScoroRefusedError, MendedBy.OPERATOR, id="400"),
        pytest.param(Answer(401, {}, envelope()), ScoroKeyRefusedError, MendedBy.OPERATOR, id="no key"),
        pytest.param(
            Answer(403, {}, envelope(statusCode=403)), ScoroKeyRefusedError, MendedBy.OPERATOR, id="wrong key"
        ),
        pytest.param(Answer(404, {}, envelope()), ScoroNotFoundError, MendedBy.OPERATOR, id="unknown id"),
        pytest.param(Answer(408, {}, envelope()), ScoroTooSlowError, MendedBy.TIME, id="too slow"),
        pytest.param(Answer(429, {}, envelope()), ScoroLimitError, MendedBy.TIME, id="limit"),
        pytest.param(Answer(429, {}, PAGE), ScoroLimitError, MendedBy.TIME, id="limit of the edge"),
        pytest.param(Answer(500, {}, envelope(statusCode=200)), ScoroFaultError, MendedBy.TIME, id="fault"),
        pytest.param(Answer(503, {}, envelope()), ScoroUnavailableError, MendedBy.TIME, id="suspended"),
        pytest.param(Answer(503, {}, PAGE), ScoroFaultError, MendedBy.TIME, id="a page with 503"),
        pytest.param(Answer(408, {}, PAGE), ScoroTooSlowError, MendedBy.TIME, id="a page with 408"),
        pytest.param(Answer(418, {}, envelope()), UnexpectedAnswerError, MendedBy.DEVELOPER, id="nobody foresaw"),
        pytest.param(Answer(200, {}, PAGE), ScoroAddressWrongError, MendedBy.OPERATOR, id="a page"),
        pytest.param(Answer(404, {}, PAGE), ScoroAddressWrongError, MendedBy.OPERATOR, id="a page with 404"),
        pytest.param(Answer(302, {}, b""), ScoroAddressWrongError, MendedBy.OPERATOR, id="a redirect"),
        pytest.param(
            Answer(403, {}, b"error code: 1010"), ScoroEdgeRefusedError, MendedBy.OPERATOR, id="the edge refuses"
        ),
        pytest.param(Answer(200, {}, b""), DamagedAnswerError, MendedBy.TIME, id="empty"),
        pytest.param(Answer(200, {}, b'{"status":"O'), DamagedAnswerError, MendedBy.TIME, id="broken off"),
        pytest.param(Answer(200, {}, b"[]"), DamagedAnswerError, MendedBy.TIME, id="no envelope"),
        pytest.param(Answer(200, {}, b"{}"), DamagedAnswerError, MendedBy.TIME, id="neither yes nor no"),
    ],
)
def test_each_answer_is_one_kind_of_error(answer: Answer, kind: type[SyncError], mended_by: MendedBy) -> None:
    with pytest.raises(SyncError) as raised:
        data_of(answer, asked="POST /invoices/list", now=NOON)

    assert type(raised.value) is kind
    assert raised.value.mended_by is mended_by


@pytest.mark.parametrize("code", [200, "200", None], ids=["number", "text", "none"])
def test_a_yes_gives_its_data(code: Any) -> None:
    body = dumps({"status": "OK", "statusCode": code, "messages": None, "data": [1]})

    assert data_of(Answer(200, {}, body), asked="x", now=NOON) == [1]


def test_a_yes_may_have_no_data() -> None:
    assert data_of(Answer(200, {}, b'{"status":"OK","statusCode":200}'), asked="x", now=NOON) is None


@pytest.mark.parametrize("status", [500, 502, 504, 408])
def test_after_a_fault_nobody_knows(status: int) -> None:
    with pytest.raises(UnclearError):
        data_of(Answer(status, {}, PAGE), asked="x", now=NOON)


@pytest.mark.parametrize(
    ("messages", "said"),
    [
        (None, []),
        ({"error": ["company_id is required"]}, ["company_id is required"]),
        ({"error": "API key is missing"}, ["API key is missing"]),
        ({"error": {"name": "is required"}}, ["name: is required"]),
        ({"error": {"name": ["is required", "is too long"]}}, ["name: is required", "name: is too long"]),
        ({"error": {"lines": {"0": {"vat": "Harbour &amp; Sons"}}}}, ["vat: Harbour & Sons"]),
        (["a", "a", "", None], ["a"]),
    ],
)
def test_messages_of_every_shape_are_said_in_one_line_each(messages: Any, said: list[str]) -> None:
    assert said_by({"messages": messages}) == said


def test_the_days_limit_lasts_until_midnight_utc() -> None:
    answer = Answer(429, {"x-daily-requests-remaining": "0", "x-ratelimit-reset": "2"}, envelope())

    with pytest.raises(ScoroLimitError) as raised:
        data_of(answer, asked="x", now=NOON)

    assert raised.value.until == dt.datetime(2026, 11, 21, tzinfo=dt.UTC)


def test_the_short_limit_lasts_for_seconds() -> None:
    with pytest.raises(ScoroLimitError) as raised:
        data_of(Answer(429, {"x-ratelimit-reset": "3"}, envelope()), asked="x", now=NOON)

    assert raised.value.until == NOON + dt.timedelta(seconds=3)
