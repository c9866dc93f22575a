"""Bytes that are no message, body or answer of ours, whatever else they may be."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any


def malformed(random: Random) -> bytes:
    """One of them."""
    return random.choice(list(_kinds(random)))


def _kinds(random: Random) -> Iterator[bytes]:
    yield b""
    yield random.randbytes(random.randint(1, 400))
    yield b"\xff\xfe" + random.randbytes(20)
    yield b'{"id": "'
    yield b"[" * 5_000
    yield b'{"entry": 1e999, "at": NaN}'
    yield from (json.dumps(value).encode() for value in WRONG)


def _nested(depth: int) -> Any:
    return {"a": _nested(depth - 1)} if depth else None


WRONG: tuple[Any, ...] = (
    {}, [], None, 7, "text", {"id": 7, "at": "yesterday"}, _nested(40), {"entry": "x" * 50_000},
    {"connection_id": {"$gt": ""}, "entry": -1, "object_id": "\x00", "at": "2026-13-45T99:00Z"},
)  # fmt: skip
"""JSON that is none of our messages."""

ANSWERS: tuple[str, ...] = (
    "", "null", "[]", "7", '"text"', "{}", "[" * 5_000, '{"Status": "OK"', '{"Invoices": 7}', '{"Invoices": [null]}',
    '{"Invoices": [{"InvoiceID": {}}]}', '{"Contacts": [[]]}', '{"status": "OK", "data": 7}', "<html></html>",
    '{"status": "OK", "data": [{"id": null}]}', '{"status": 200, "data": [[]]}', '{"Invoices": [{"Total": "NaN"}]}',
    '{"pagination": {"page": "x"}, "Invoices": [{}]}', "\\u0000", '{"statusCode": "OK", "data": {"id": []}}',
)  # fmt: skip
"""Answers of status 200 that no system of this kind gives."""
