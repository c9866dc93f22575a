"""How documents of a closed period are judged: each choice does what it says, and nothing open is held."""

from deploy.proof.closed_periods import Sent, held_in_vain, not_as_chosen

OPENS = "2026-11-01"


def sent(kind: str = "bills", day: str = OPENS, status: str = "AUTHORISED", code: str = "") -> Sent:
    return Sent(kind, "7", day, status, code)


def test_only_what_is_closed_may_be_held() -> None:
    dated = {("invoices", "1"): "2026-10-31", ("bills", "2"): OPENS}

    assert held_in_vain(frozenset(dated), dated, "2026-10-31") == ["bills 2 of 2026-11-01"]


def test_what_went_with_the_first_open_day_is_right() -> None:
    assert not_as_chosen([sent(), sent("invoices", status="DRAFT")], OPENS) == []


def test_an_invoice_that_is_no_draft_and_another_day_are_wrong() -> None:
    assert len(not_as_chosen([sent("invoices"), sent(day="2026-11-02")], OPENS)) == 2


def test_what_is_still_held_or_nowhere_is_wrong() -> None:
    nowhere = [sent(day="", status="", code=code) for code in ("locked_period", "")]

    assert len(not_as_chosen(nowhere, OPENS)) == 2


def test_another_problem_of_its_own_is_no_wrong_prediction() -> None:
    assert not_as_chosen([sent(day="", status="", code="unknown_account")], OPENS) == []


def test_a_credit_note_stays_held_where_invoices_go_as_drafts() -> None:
    held = Sent("invoices", "7", "", "", "locked_period", is_credit=True)
    went = Sent("invoices", "8", OPENS, "DRAFT", "", is_credit=True)

    assert not_as_chosen([held], OPENS) == []
    assert len(not_as_chosen([went], OPENS)) == 1
