"""What each code means, why, and what to do. Nowhere else are errors explained."""

from shared.words.advice_actions import ACTIONS
from shared.words.advice_announcements import ANNOUNCEMENTS
from shared.words.advice_connection import CONNECTION
from shared.words.advice_held import HELD
from shared.words.advice_left_out import LEFT_OUT
from shared.words.advice_machinery import MACHINERY
from shared.words.advice_objects import OBJECTS
from shared.words.advice_receipts import RECEIPTS
from shared.words.advice_tracking import TRACKING
from shared.words.advice_undo import UNDO
from shared.words.advice_words import Advice

TABLE: dict[str, Advice] = {
    **ACTIONS, **CONNECTION, **HELD, **OBJECTS, **RECEIPTS, **TRACKING, **LEFT_OUT, **MACHINERY, **ANNOUNCEMENTS,
    **UNDO,
}  # fmt: skip

UNKNOWN = Advice(
    "Something we did not expect",
    "The program has no words for this yet.",
    "Send the code and what Xero or Scoro said to whoever maintains this installation.",
)


def of(code: str) -> Advice:
    """What fits the code; honest where nothing does."""
    return TABLE.get(code, UNKNOWN)
