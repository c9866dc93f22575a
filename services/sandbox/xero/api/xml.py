"""What a client gets that forgets `Accept: application/json`: the same answer as XML."""

from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

_SINGULAR = {"Currencies": "Currency", "Addresses": "Address", "TrackingCategories": "TrackingCategory"}


def encode(content: dict[str, Any]) -> bytes:
    root = "ApiException" if "ErrorNumber" in content else "Response"
    body = "".join(_element(key, value) for key, value in content.items())
    return f'<?xml version="1.0" encoding="utf-8"?><{root}>{body}</{root}>'.encode()


def _element(name: str, value: Any) -> str:
    return f"<{name}>{_inner(name, value)}</{name}>"


def _inner(name: str, value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case dict():
            return "".join(_element(key, part) for key, part in value.items())
        case list():
            singular = _SINGULAR.get(name, name.removesuffix("s"))
            return "".join(_element(singular, part) for part in value)
        case Decimal():
            return format(value, "f")
        case _:
            return escape(str(value))
