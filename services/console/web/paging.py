"""Which page of a long list an address names."""

from typing import Annotated

from fastapi import Query

PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]
