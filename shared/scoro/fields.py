"""Types of fields as Scoro sends them; models of Scoro's documents are made of these.

Absent, null, empty and "unset" (`0`, `-1`, `0000-00-00`, `[]`) all mean that there is nothing; which of these a field
may say is told in the API reference, §6.
"""

import datetime as dt
import html
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict

from shared.money import ZERO, rounded

NOISE = 8
"""Decimals that Scoro ever means; what lies behind is binary noise of `88.6599999…`."""

T = TypeVar("T")


class ScoroDocument(BaseModel):
    """Frozen; fields that we do not read are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def text(value: Any) -> str:
    """Scoro escapes text for HTML; numbers stand where text belongs (document numbers)."""
    return "" if value is None or isinstance(value, list | dict) else html.unescape(str(value)).strip()


def flag(value: Any) -> bool:
    """`1`, `"1"`, `true`; null and empty mean no."""
    return str(value).strip().lower() in {"1", "true", "yes"}


def optional_amount(value: Any) -> Decimal | None:
    """A decimal from its digits, whether it came as text or as a JSON number."""
    if value is None or not str(value).strip():
        return None
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation as error:
        raise ValueError(f"{value!r} is not a number") from error
    if not amount.is_finite():
        raise ValueError(f"{value!r} is not a number")
    exponent = amount.as_tuple().exponent
    return rounded(amount, NOISE) if isinstance(exponent, int) and exponent < -NOISE else amount


def amount(value: Any) -> Decimal:
    """As above; nothing is zero."""
    found = optional_amount(value)
    return ZERO if found is None else found


def whole(value: Any) -> Any:
    """An integer, also as text; nothing is zero."""
    return 0 if value is None or value == "" else value


def relation(value: Any) -> Any:
    """The id of another object; `0`, `-1`, empty and null mean none."""
    found = int(whole(value))
    return found if found > 0 else None


def day(value: Any) -> Any:
    """The date part; `0000-00-00` is none."""
    written = text(value)
    return None if not written or written.startswith("0000-00-00") else written[:10]


def moment(value: Any) -> dt.datetime | None:
    """ISO 8601 or `YYYY-mm-dd HH:ii:ss`; without an offset it is UTC."""
    written = text(value)
    if not written or written.startswith("0000-00-00"):
        return None
    read = dt.datetime.fromisoformat(written)
    return read.replace(tzinfo=dt.UTC) if read.tzinfo is None else read


def rows(value: Any) -> Any:
    """Null and an empty object are an empty list."""
    return value or ()


def fields(value: Any) -> Any:
    """PHP writes an empty object as `[]`."""
    return value or {}


Text = Annotated[str, BeforeValidator(text)]
Flag = Annotated[bool, BeforeValidator(flag)]
Amount = Annotated[Decimal, BeforeValidator(amount)]
OptionalAmount = Annotated[Decimal | None, BeforeValidator(optional_amount)]
Whole = Annotated[int, BeforeValidator(whole)]
Relation = Annotated[int | None, BeforeValidator(relation)]
Day = Annotated[dt.date | None, BeforeValidator(day)]
Moment = Annotated[dt.datetime | None, BeforeValidator(moment)]
Many = Annotated[tuple[T, ...], BeforeValidator(rows)]
Object = Annotated[T, BeforeValidator(fields)]
