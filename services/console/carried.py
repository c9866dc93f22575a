"""What a call carried of one object, and what was answered about it, as people may see it."""

import json
from typing import Any

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
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode(errors="replace") if isinstance(raw, bytes) else raw


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        value = {name: one for name, one in value.items() if name not in SECRET}
    text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"
