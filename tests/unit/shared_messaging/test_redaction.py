"""What errors say of themselves, and what they keep to themselves."""

import json

import pytest
from pydantic import BaseModel, ValidationError

from shared import redaction
from shared.errors import RefusedError


class Contact(BaseModel):
    name: str
    age: int


SOMEBODY = {"name": "Ada Lovelace", "age": "secretly 36"}


def _raised(error: Exception, cause: Exception | None = None) -> Exception:
    """With its traceback."""
    with pytest.raises(type(error)) as caught:
        raise error from cause
    return caught.value


def _refused_by_pydantic() -> Exception:
    with pytest.raises(ValidationError) as caught:
        Contact.model_validate(SOMEBODY)
    return caught.value


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Bearer abc.def.ghi", "abc.def.ghi"),
        ("amqp://sync:hunter2@broker/", "hunter2"),
        ("cannot mail ada@example.com now", "ada@example.com"),
        ("call +372 5555 1234 back", "5555"),
        ("account GB29 NWBK 6016 1331 9268 19 refused", "NWBK"),
        ("batch op errors occurred, full error: {'op': {'name': 'Ada Lovelace'}}", "Ada"),
    ],
)
def test_secrets_and_people_stay_out(text: str, hidden: str) -> None:
    assert hidden not in redaction.named(ValueError(text))
    assert hidden not in redaction.trace(_raised(ValueError(text)), limit=4000)


def test_what_helps_stays() -> None:
    assert redaction.named(KeyError("DueDate")) == "KeyError: 'DueDate'"
    assert "[Errno 111] refused by 127.0.0.1" in redaction.named(OSError("[Errno 111] refused by 127.0.0.1"))
    assert "invoice 2026-11-22 17" in redaction.named(ValueError("invoice 2026-11-22 17"))


def test_words_of_our_own_errors_are_told_whole() -> None:
    said = f"Xero: {json.dumps({'Message': 'no such account'})}"

    assert redaction.words(RefusedError(said)) == said


def test_fields_that_do_not_fit_are_named_without_what_they_hold() -> None:
    error = _refused_by_pydantic()

    told = redaction.named(error) + redaction.trace(error, limit=4000)

    assert "age: Input should be a valid integer" in told
    assert "Ada" not in told
    assert "secretly" not in told


def test_a_trace_tells_what_it_came_from_and_where() -> None:
    told = redaction.trace(_raised(RuntimeError("no mapping"), _raised(KeyError("DueDate"))), limit=4000)

    assert told.index("KeyError: 'DueDate'") < told.index("RuntimeError: no mapping")
    assert "test_redaction.py" in told


def test_every_error_of_a_group_is_told() -> None:
    group = ExceptionGroup("two", [_raised(ValueError("one")), _raised(KeyError("other"))])

    told = redaction.trace(group, limit=4000)

    assert "ValueError: one" in told
    assert "KeyError: 'other'" in told


def test_a_long_trace_keeps_its_end() -> None:
    def deep(levels: int) -> None:
        if levels == 0:
            raise ValueError("the end")
        deep(levels - 1)

    with pytest.raises(ValueError, match="the end") as caught:
        deep(200)

    told = redaction.trace(caught.value, limit=500)
    assert len(told) <= 500
    assert told.endswith("ValueError: the end\n")
