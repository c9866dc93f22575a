"""`scoro-xero settings set --help` names whatever can be set."""

from services.console import choices
from services.console.cli.choose import change


def test_no_choice_is_missing() -> None:
    said = str(change.__doc__)
    every = (
        *choices.TOP, *choices.TRACKING, *choices.ROUNDING, *choices.SWITCHES, *choices.BRAKES, *choices.OF_CATEGORY,
    )  # fmt: skip

    assert [name for name in every if name not in said] == []
