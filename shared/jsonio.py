"""JSON in and out with exact decimals: every number that has a fraction is a Decimal, from its own digits."""

from decimal import Decimal
from typing import Any

import msgspec

from shared.errors import DefectError

_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_NO_NUMBERS = (b"NaN", b"Infinity")


class NotJsonError(DefectError):
    """Bytes that should be JSON are not; says where, never what they hold."""

    code = "not_json"


def loads(data: bytes | str) -> Any:
    """Read one JSON value; whole numbers are int, all others Decimal."""
    try:
        return _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotJsonError(f"not JSON ({len(data)} long): {error}") from error
    except RecursionError as error:
        raise NotJsonError(f"not JSON of ours ({len(data)} long): nested too deeply") from error


def dumps(value: object) -> bytes:
    """Write compact JSON: decimals as numbers with all their digits, dates and times as ISO 8601."""
    try:
        written = _ENCODER.encode(value)
    except (TypeError, ValueError, RecursionError, msgspec.EncodeError) as error:
        raise NotJsonError(f"cannot be written as JSON: {error}") from error
    if any(word in written for word in _NO_NUMBERS):
        loads(written)  # refuses a NaN among the numbers; the same letters inside a text are fine
    return written
