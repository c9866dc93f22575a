"""Words for people: what each code means, why, and what to do. Nowhere else are errors explained."""

from services.console.advice_connection import CONNECTION
from services.console.advice_left_out import LEFT_OUT
from services.console.advice_machinery import MACHINERY
from services.console.advice_objects import OBJECTS
from services.console.advice_words import Advice

TABLE: dict[str, Advice] = {**CONNECTION, **OBJECTS, **LEFT_OUT, **MACHINERY}

UNKNOWN = Advice(
    "Something we did not expect",
    "The program has no words for this yet.",
    "Send the code and what Xero or Scoro said to whoever maintains this installation.",
)


def of(code: str) -> Advice:
    """What fits the code; honest where nothing does."""
    return TABLE.get(code, UNKNOWN)
