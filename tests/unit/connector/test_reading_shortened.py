"""A list that lost more than usual is not believed (R42)."""

from services.connector.reference_data.shortened import only_ours, sifted, with_held, words
from services.connector.reference_data.steps import Step, Why
from shared.sync.settings import Brakes


def gone(count: int) -> list[Step]:
    return [Step(Why.GONE, str(number), {"is_active": 0}, str(number)) for number in range(count)]


NEW = Step(Why.NEW, "900", {"name": "New"})


def test_what_is_usual_goes_with_the_rest() -> None:
    assert sifted([NEW, *gone(10)], 100, Brakes()) == ([NEW, *gone(10)], ())


def test_more_is_held_and_the_rest_goes() -> None:
    steps, held = sifted([NEW, *gone(11)], 100, Brakes())

    assert (steps, len(held)) == ([NEW], 11)


def test_of_a_long_list_a_percentage_is_usual() -> None:
    assert sifted(gone(20), 1000, Brakes())[1] == ()


def test_of_a_short_list_no_more_than_a_quarter_is_usual() -> None:
    assert sifted(gone(2), 11, Brakes())[1] == ()
    assert len(sifted(gone(9), 11, Brakes())[1]) == 9


def test_what_a_person_said_is_gone_goes_and_nothing_else_with_it() -> None:
    steps, held = sifted([NEW, *gone(12)], 12, Brakes(), said_gone=("0", "1"))

    assert [step.natural_key for step in steps] == ["900", "0", "1"]
    assert held == tuple(str(number) for number in range(2, 12))


def test_what_is_held_stays_in_the_list() -> None:
    before = [{"Code": "1"}, {"Code": "2"}]

    assert with_held([{"Code": "1"}], before, "Code", held=True) == before
    assert with_held([{"Code": "1"}], before, "Code", held=False) == [{"Code": "1"}]


def test_no_list_at_all_proves_nothing() -> None:
    assert with_held([], [{"Code": "1"}], "Code", held=False) == [{"Code": "1"}]


def test_r44_what_only_scoro_has_is_counted_by_itself() -> None:
    unmatched = [Step(Why.UNMATCHED, "old", {"is_active": 0}, "1")] * 12

    steps, held = sifted([*gone(3), *unmatched], 100, Brakes(), why=Why.UNMATCHED)

    assert (steps, held) == (gone(3), ("old",) * 12)
    assert sifted([*gone(3), *unmatched], 100, Brakes()) == ([*gone(3), *unmatched], ())


def test_r44_a_person_learns_which_only_scoro_has() -> None:
    said = words(only_ours("vatCodes"), ["S175"])

    assert said.startswith("1 tax rates of Scoro match nothing in Xero (S175).")


def test_a_person_learns_what_to_do() -> None:
    said = words("financeAccounts", [str(number) for number in range(12)])

    assert said.startswith("12 accounts are no longer in Xero's list (0, 1, 2, 3, 4 …).")
    assert said.endswith("`scoro-xero release --lists`")
