"""How an action ended, in one sentence and with advice where a person must do something."""

import datetime as dt
from dataclasses import replace

import pytest

from services.connector.actions.kinds import BY_NAME, KINDS, posted_as
from services.connector.actions.standing import UNDER_WAY, WAITING, Parent, Standing
from services.connector.actions.words import SENTENCES, advised, sentence
from services.connector.web.action_models import STATES, shown
from shared.contracts.envelope import Category
from shared.store.actions import Action, Ended, Via
from shared.store.records import ObjectKey
from shared.words import advice

NOW = dt.datetime(2026, 11, 22, 10, 15, tzinfo=dt.UTC)
SENT = Action(
    "one", ObjectKey("acme", Category.INVOICES, "scoro", "4101"), "invoice", "1003", Via.API, "ERP", NOW, entry=7
)
PULLED = replace(SENT, key=replace(SENT.key, system="xero", object_id="60aa"))
NORDIC = Parent("contact", "312", "Nordic Oy", None)


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (Standing(SENT, Ended.CREATED), "Invoice 1003 was created in Xero."),
        (Standing(SENT, Ended.UPDATED), "Invoice 1003 was updated in Xero."),
        (Standing(PULLED, Ended.CREATED), "Invoice 1003 was created in Scoro."),
        (Standing(SENT, Ended.IN_SYNC), "Invoice 1003 is in sync already."),
        (Standing(SENT, Ended.LEFT_OUT, "prepayment"), "Invoice 1003 was left out: A prepayment invoice."),
        (
            Standing(SENT, Ended.NEEDS_ATTENTION, "unknown_account", "Account code '999' …"),
            "Invoice 1003 needs attention: An account does not exist in Xero.",
        ),
        (
            Standing(SENT, Ended.REFUSED, "action_over", "Invoice 1003 has a payment; it can no longer be sent"),
            "Invoice 1003 has a payment; it can no longer be sent.",
        ),
        (Standing(SENT, UNDER_WAY), "Invoice 1003 is on its way to Xero."),
        (
            Standing(SENT, UNDER_WAY, "xero_unavailable", due_at=NOW),
            "Invoice 1003 is on its way to Xero: Xero does not answer, tried again at 10:15:00 UTC.",
        ),
        (
            Standing(SENT, WAITING, "not_linked_yet", waits_for=(NORDIC,)),
            "Invoice 1003 waits for contact Nordic Oy.",
        ),
        (
            Standing(SENT, WAITING, "nameless_contact", waits_for=(replace(NORDIC, number=""),), is_over=True),
            "Invoice 1003 waits for contact 312, which needs attention: The contact has no name.",
        ),
        (Standing(SENT, Ended.UPDATED, "link_closed"), "Invoice 1003 was deleted in Scoro; its link is closed."),
        (Standing(replace(SENT, number="{odd}"), Ended.CREATED), "Invoice {odd} was created in Xero."),
        (Standing(replace(SENT, number=""), Ended.CREATED), "Invoice 4101 was created in Xero."),
    ],
)
def test_every_end_has_its_sentence(standing: Standing, said: str) -> None:
    assert sentence(standing) == said


@pytest.mark.parametrize(
    ("standing", "has_advice"),
    [
        (Standing(SENT, Ended.CREATED), False),
        (Standing(SENT, Ended.UPDATED, "link_closed"), False),
        (Standing(SENT, WAITING, "not_linked_yet"), False),
        (Standing(SENT, WAITING, "nameless_contact", is_over=True), True),
        (Standing(SENT, Ended.LEFT_OUT, "prepayment"), True),
        (Standing(SENT, Ended.NEEDS_ATTENTION, "unknown_account"), True),
        (Standing(SENT, Ended.REFUSED, "action_over"), True),
    ],
)
def test_advice_stands_where_somebody_may_wonder(standing: Standing, *, has_advice: bool) -> None:
    words = advised(standing)

    assert words == (advice.of(standing.code or "") if has_advice else None)


def test_every_state_has_a_sentence() -> None:
    assert set(SENTENCES) == set(STATES)


def test_ids_are_told_by_system() -> None:
    sent = shown(Standing(SENT, Ended.CREATED, counterpart_id="60aa"))
    pulled = shown(Standing(PULLED, Ended.CREATED, counterpart_id="4101"))

    assert (sent.action, sent.scoro_id, sent.xero_id) == ("send", "4101", "60aa")
    assert (pulled.action, pulled.scoro_id, pulled.xero_id) == ("pull", "4101", "60aa")


def test_kinds_have_names_of_their_own_and_scoro_knows_them() -> None:
    assert len(BY_NAME) == len(KINDS)
    assert {kind.name for kind in posted_as("invoice")} == {"invoice", "credit_note"}
    assert [kind.name for kind in posted_as("person")] == ["contact"]
    assert posted_as("project") == ()
