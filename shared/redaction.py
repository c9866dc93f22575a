"""What an error may say where people read it: no secrets, and no more of an object than its ids and codes."""

import re
import traceback
from collections.abc import Callable, Iterator

from pydantic import ValidationError

from shared.errors import RefusedError, SyncError

SECRET_TEXT = re.compile(
    r"(?i)(bearer\s+)[\w.\-~+/=]+|((?:amqps?|mongodb(?:\+srv)?|https?)://[^:/@\s]+:)[^@\s]+(?=@)|(ScoroAPI_)\w+"
)
HIDDEN = "[hidden]"
PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]*\w"  # an e-mail address
    r"|\+\d[\d ()./-]{6,}\d"  # a telephone number
    r"|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,}\b"  # a bank account
)
DOCUMENT = re.compile(r"\{.*", re.DOTALL)
"""What libraries quote, such as the document of a write that the database refused."""
FOREIGN_LIMIT = 300


def without_secrets(text: str) -> str:
    """The text with bearer tokens, passwords in addresses and API keys hidden."""
    return SECRET_TEXT.sub(lambda found: "".join(group or "" for group in found.groups()) + HIDDEN, text)


def without_people(text: str) -> str:
    """Nor with an e-mail address, a telephone number or a bank account in it."""
    return PERSONAL.sub(HIDDEN, without_secrets(text))


def words(error: BaseException) -> str:
    """An error's own words. Ours are written for people; those of a library are cut where they quote a document."""
    if isinstance(error, ValidationError):
        return "; ".join(_fields(error))
    text = without_people(str(error))
    return text if isinstance(error, SyncError) else DOCUMENT.sub("…", text)[:FOREIGN_LIMIT]


def named(error: BaseException) -> str:
    """`KeyError: 'DueDate'`"""
    said = words(error)
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def logged(error: BaseException) -> str:
    """The same for a line of a log: of a refusal its code alone, because who refuses quotes what it refuses."""
    return f"{type(error).__name__}: {error.code}" if isinstance(error, RefusedError) else named(error)


def trace(error: BaseException, *, limit: int, say: Callable[[BaseException], str] = named) -> str:
    """How it came to that, the newest `limit` characters: files, lines and code, never the values of variables."""
    return without_secrets("".join(_told(error, say)))[-limit:]


def _fields(error: ValidationError) -> Iterator[str]:
    """Which fields do not fit and why, without what they hold."""
    for item in error.errors(include_url=False, include_context=False, include_input=False):
        yield f"{'.'.join(map(str, item['loc'])) or 'message'}: {item['msg']}"


def _told(error: BaseException, say: Callable[[BaseException], str]) -> Iterator[str]:
    """What it came from first, as Python itself tells it."""
    if earlier := error.__cause__ or (None if error.__suppress_context__ else error.__context__):
        yield from _told(earlier, say)
        yield "\nThen:\n\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{say(error)}\n"
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            yield "\nIn it:\n\n"
            yield from _told(part, say)
