"""Previews in the words of people; pure."""

import json

from shared.store.preview_records import Group, Line, Verb
from shared.words import advice

VERBS = {
    Verb.CREATE: "Create",
    Verb.UPDATE: "Change",
    Verb.DELETE: "Delete",
    Verb.LINK: "Link with what is there",
    Verb.UNLINK: "End the link",
    Verb.AFTER: "Create or change, after what it needs",
    Verb.NOTHING: "Nothing: in step already",
    Verb.LEAVE_OUT: "Leave out",
    Verb.BLOCK: "Needs a person first",
}
WITH_RULE = (Verb.LEAVE_OUT, Verb.BLOCK, Verb.UNLINK)


def of_group(group: Group) -> str:
    """`Leave out: It is older than the start date`"""
    return _said(group.verb, group.reason)


def of_line(line: Line) -> str:
    """The same of one."""
    return _said(line.verb, line.reason)


def _said(verb: Verb, reason: str | None) -> str:
    return f"{VERBS[verb]}: {advice.of(reason).title}" if reason and verb in WITH_RULE else VERBS[verb]


def fields(line: Line) -> list[tuple[str, str]]:
    """What would be written, field by field; lines of a document as compact JSON."""
    if not line.element:
        return []
    return [
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in json.loads(line.element, parse_float=str).items()
    ]
