"""JSON with exact decimals both ways. Binary floating point never touches an amount."""

from decimal import Decimal
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(decimal_format="number")
_decoder = msgspec.json.Decoder(float_hook=Decimal)


class NotJsonError(ValueError):
    """The bytes are no JSON; the text says where."""


def encode(value: Any) -> bytes:
    """Decimals become JSON numbers digit by digit, dates ISO text."""
    return _encoder.encode(value)


def decode(body: bytes | str) -> Any:
    """Numbers with a point or exponent become Decimal, whole ones int."""
    try:
        return _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotJsonError(str(error)) from error
