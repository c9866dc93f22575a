"""What a call carried of one object, and what was answered about it, as people may see it."""

from typing import Any

import msgspec

from shared.jsonio import NotJsonError, dumps, loads
from shared.store.records import Call

SECRET = frozenset({"apiKey", "user_token", "company_account_id"})
LONGEST = 20_000


def sent(call: Call, entry_id: int) -> str:
    """The element of this object, or the whole body where it is the only one."""
    body = _read(call.body)
    position = next((number for number, one in enumerate(call.entries) if one.entry_id == entry_id), 0)
    return _shown(_element(body, position))


def answered(call: Call, entry_id: int, answer: str) -> str:
    """The same place in the answer."""
    position = next((number for number, one in enumerate(call.entries) if one.entry_id == entry_id), 0)
    return _shown(_element(_read(answer), position))


def _element(body: Any, position: int) -> Any:
    if isinstance(body, dict):
        lists = [value for value in body.values() if isinstance(value, list)]
        if len(lists) == 1 and position < len(lists[0]):
            return lists[0][position]
    return body


def _read(raw: bytes | str) -> Any:
    """Decimals as they were written."""
    text = raw.encode() if isinstance(raw, str) else raw
    try:
        return loads(text)
    except NotJsonError:
        return text.decode(errors="replace")


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else msgspec.json.format(dumps(_open(value)), indent=2).decode()
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"


def _open(value: Any) -> Any:
    """Without what is nobody's business, however deep it lies."""
    if isinstance(value, dict):
        return {name: _open(one) for name, one in value.items() if name not in SECRET}
    return [_open(one) for one in value] if isinstance(value, list) else value
