"""What is found of one document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Finding:
    """A document that crosses, or with a code one that is held."""

    predicted: Decimal = ZERO
    """By the product, before anything is sent."""
    made: Decimal = ZERO
    """By the sandbox of the other system."""
    wanted: Decimal = ZERO
    """What the system it comes from says."""
    refused: tuple[str, ...] = ()
    held: str = ""
    element: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_wrong(self) -> bool:
        """Predicted otherwise than it came, or in the books with another total."""
        return not self.held and (self.predicted != self.made or self.made != self.wanted or bool(self.refused))


def held(code: str) -> Finding:
    """With its reason; nothing is sent."""
    return Finding(held=code)
