"""Something to be written to Scoro."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, PlainSerializer

from shared.money import plain

Flag = Annotated[bool, PlainSerializer(int, return_type=int)]
"""Scoro writes and reads `1` and `0`."""
Amount = Annotated[Decimal, PlainSerializer(plain, return_type=str)]
"""As text, with all its digits and without an exponent."""
Day = Annotated[dt.date, PlainSerializer(dt.date.isoformat, return_type=str)]


class Element(BaseModel):
    """Fields spelled as Scoro spells them; those that are None are not sent and keep their value there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def as_json(self) -> dict[str, Any]:
        """What is sent."""
        return self.model_dump(exclude_none=True, mode="json")
