"""What each version of the settings changed."""

import datetime as dt

from services.console.versions import differences, history
from shared.contracts.envelope import Category
from shared.sync.settings import Brakes, CategorySettings, Direction, Mode, SyncSettings

AT = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
FIRST = SyncSettings(
    version=1, author="mari", changed_at=AT, categories={Category.INVOICES: CategorySettings(enabled=True)}
)
SECOND = FIRST.model_copy(update={"version": 2, "author": "jaan", "mode": Mode.MANUAL, "brakes": Brakes(deletions=5)})


def test_every_choice_that_differs_is_named_as_it_is_set() -> None:
    turned = SECOND.model_copy(
        update={"categories": {**SECOND.categories, Category.CONTACTS: CategorySettings(direction=Direction.TO_SCORO)}}
    )

    assert differences(FIRST, turned) == {
        "mode": (Mode.AUTOMATIC, Mode.MANUAL),
        "brakes.deletions": (10, 5),
        "contacts.direction": (Direction.FROM_SCORO, Direction.TO_SCORO),
    }


def test_switches_are_named_as_they_are_set() -> None:
    tracking = FIRST.tracking.model_copy(update={"create_missing_options": True})
    reference = FIRST.reference.model_copy(update={"deactivate_unmatched": True})

    assert differences(FIRST, FIRST.model_copy(update={"tracking": tracking, "reference": reference})) == {
        "tracking.create_missing_options": (False, True),
        "reference.deactivate_unmatched": (False, True),
    }


def test_a_history_says_who_changed_what_newest_first() -> None:
    newest, oldest = history([SECOND, FIRST])

    assert (newest.version, newest.author, sorted(newest.changed)) == (2, "jaan", ["brakes.deletions", "mode"])
    assert (oldest.version, oldest.author, oldest.changed) == (1, "mari", {"invoices.enabled": (False, True)})


def test_nothing_chosen_has_no_history() -> None:
    assert history([]) == []
