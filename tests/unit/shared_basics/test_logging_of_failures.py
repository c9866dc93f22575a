"""However something fails, no line of a log tells whom it failed on."""

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from pydantic import BaseModel

from shared.errors import RefusedError
from shared.logging import configure

NAME, EMAIL, PHONE, ACCOUNT = (
    "Wilhelmina Ostertag",
    "wilhelmina@harbour.example",
    "+44 113 496 0741",
    "GB29NWBK60161331926819",
)
TOKEN = "oVdhxg8"
PRIVATE = (NAME, EMAIL, PHONE, ACCOUNT, TOKEN)


class Contact(BaseModel):
    name: str
    is_client: bool


def unreadable() -> None:
    """Pydantic quotes what it was given."""
    Contact.model_validate({"name": NAME, "is_client": {"email": EMAIL, "token": TOKEN}})


def refused() -> None:
    """Xero quotes what it refuses."""
    raise RefusedError(f"The contact name {NAME} is already assigned; {EMAIL}", code="contact_name_taken")


def unforeseen() -> None:
    raise ValueError(f"{EMAIL}, {PHONE}, {ACCOUNT}, Bearer {TOKEN}")


def caused() -> None:
    try:
        unreadable()
    except ValueError as error:
        raise RuntimeError("it did not work") from error


@pytest.fixture(autouse=True)
def afterwards() -> Iterator[None]:
    before = sys.excepthook
    yield
    sys.excepthook = before
    structlog.contextvars.clear_contextvars()
    structlog.reset_defaults()
    logging.getLogger().handlers.clear()


def begin() -> None:
    """Log as production does."""
    configure(service="contacts", log_format="json", level="DEBUG")


def the_line(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The only one, which tells nothing private."""
    text = capsys.readouterr().err
    assert [one for one in PRIVATE if one in text] == []
    (line,) = map(json.loads, text.splitlines())
    found: dict[str, Any] = line
    return found


@pytest.mark.parametrize("fails", [unreadable, refused, unforeseen, caused])
@pytest.mark.parametrize("logs", [structlog.get_logger, lambda: logging.getLogger("a.library")], ids=["ours", "theirs"])
def test_a_trace_shows_code_and_not_what_it_worked_on(
    capsys: pytest.CaptureFixture[str], logs: Callable[[], Any], fails: Callable[[], None]
) -> None:
    begin()
    try:
        fails()
    except (ValueError, RuntimeError, RefusedError):
        logs().exception("it.failed")

    assert fails.__name__ in the_line(capsys)["exception"], "it tells where"


@pytest.mark.parametrize("said", [{"said": EMAIL}, {"said": [PHONE]}, {"of": {"said": f"account {ACCOUNT}"}}], ids=str)
def test_what_reaches_a_person_is_hidden_wherever_it_stands(
    capsys: pytest.CaptureFixture[str], said: dict[str, Any]
) -> None:
    begin()

    structlog.get_logger().warning("it.was_said", **said)

    assert "[hidden]" in json.dumps(the_line(capsys))


async def test_a_task_that_nobody_waited_for_does_not_quote_what_it_failed_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def fails() -> None:
        unreadable()

    begin()
    task = asyncio.create_task(fails())
    await asyncio.wait([task])

    asyncio.get_running_loop().call_exception_handler(
        {"message": "Task exception was never retrieved", "exception": task.exception(), "task": task, "of": NAME}
    )

    assert "is_client" in the_line(capsys)["exception"]


def test_a_process_that_ends_by_a_defect_says_so_in_a_line() -> None:
    program = f"""
from shared.logging import configure
configure(service="contacts", log_format="json", level="INFO")
def unforeseen(): raise ValueError({f"{EMAIL} Bearer {TOKEN}"!r})
unforeseen()
"""
    done = subprocess.run(  # noqa: S603 - Python itself
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )

    (line,) = map(json.loads, done.stderr.splitlines())
    assert (done.returncode, line["event"], line["service"]) == (1, "process.died", "contacts")
    assert "unforeseen" in line["exception"]
    assert [one for one in PRIVATE if one in done.stderr] == []
