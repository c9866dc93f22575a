"""What brakes hold until a person decides."""

from shared.words.advice_words import Advice

HELD: dict[str, Advice] = {
    "held_deletions": Advice(
        "Unusually many deletions at once",
        "More were deleted in one run than usual, so nothing of it is carried out until somebody decides.",
        "Look at it, then release or refuse it: `scoro-xero release --dry-run`.",
    ),
    "held_approved_updates": Advice(
        "Unusually many approved documents changed",
        "More approved documents changed in one run than usual, so none is written until somebody decides.",
        "Look at it, then release or refuse it: `scoro-xero release --dry-run`.",
    ),
    "held_volume": Advice(
        "More in one run than goes unasked",
        "One run would write more than the settings of its category allow without a person, so nothing of it was sent.",
        "Look at what would be done: `scoro-xero plan`. Then release or refuse it: `scoro-xero release --dry-run`.",
    ),
    "held_rates": Advice(
        "The first documents in a foreign currency",
        "Scoro and Xero state exchange rates the other way round; a person confirms once that they are turned rightly.",
        "Compare the sample with both systems, then confirm or refuse it: `scoro-xero release --rates --dry-run`.",
    ),
}
