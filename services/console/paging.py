"""A portion of a list that may be long; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

ON_A_PAGE = 25
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Portion(Generic[Item]):
    """What stands on one page."""

    items: tuple[Item, ...]
    number: int
    pages: int
    count: int
    """Of all there are."""


def portion(items: Sequence[Item], number: int, size: int = ON_A_PAGE) -> Portion[Item]:
    """That page, counted from 1; beyond the last one, the last."""
    pages = max(1, -(-len(items) // size))
    number = min(max(1, number), pages)
    return Portion(tuple(items[(number - 1) * size : number * size]), number, pages, len(items))
