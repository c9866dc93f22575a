"""What a dead letter is told apart by, and what is read out of it."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from bson import BSON

from services.scheduler import autopsy
from shared.contracts.changes import InvoiceChanged
from shared.contracts.envelope import Category
from shared.contracts.outcomes import ObjectSynced
from shared.messaging.dead_letters import Letter
from shared.messaging.headers import Header
from shared.store.letters import About, letter_document, letter_of

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
A_BELL = InvoiceChanged(at=NOW, connection_id="acme", system="scoro", object_id="1003", entry=7)
HEADERS: dict[str, Any] = {
    Header.QUEUE: "invoices.changed",
    Header.EXCHANGE: "events",
    Header.ROUTING_KEY: "invoice.changed.v1.changed",
    Header.SERVICE: "invoices",
    Header.ATTEMPT: 2,
    Header.FAILURES: [{"at": "2026-11-22T11:58:00.000+00:00", "error": "NotSentError: away"}],
    Header.DIED_AT: "2026-11-22T11:59:00.123+00:00",
    Header.ERROR: "KeyError: 'DueDate'",
    Header.ERROR_TYPE: "KeyError",
    Header.ERROR_CODE: "defect",
    Header.ERROR_TRACE: "File …",
}
A_LETTER = Letter(
    body=A_BELL.model_dump_json().encode(),
    headers=HEADERS,
    message_id=str(A_BELL.id),
    routing_key="invoices.changed",
    properties={"content_type": "application/json", "type": "invoice.changed"},
)
BY_THE_BROKER: dict[str, Any] = {
    "x-death": [
        {"reason": "expired", "queue": "invoices.retry.5s", "time": NOW, "exchange": "retries.5s"},
        {
            "reason": "delivery_limit",
            "queue": "invoices.changed",
            "time": NOW - dt.timedelta(minutes=3),
            "exchange": "events",
            "routing-keys": ["invoice.changed.v1.changed"],
        },
    ]
}


def test_what_a_service_said_is_read() -> None:
    found = autopsy.of(A_LETTER, NOW)

    death, message = found.death, found.message
    assert (death.service, death.kind, death.error_type, death.attempts) == (
        "invoices",
        "InvoiceChanged v1",
        "KeyError",
        2,
    )
    assert (message.queue, message.exchange) == ("invoices.changed", "events")
    assert death.first_at == dt.datetime(2026, 11, 22, 11, 58, tzinfo=dt.UTC)
    assert death.died_at == dt.datetime(2026, 11, 22, 11, 59, 0, 123000, tzinfo=dt.UTC)
    assert found.about == About("acme", "invoices", "scoro", "1003")
    assert found.message.body == A_LETTER.body


def test_an_announcement_is_not_taken_for_the_bell_of_the_same_name() -> None:
    said = {Header.QUEUE: "connector.announcements", Header.EXCHANGE: "announcements"}
    headers = HEADERS | said | {Header.ROUTING_KEY: "invoice.changed.v1"}
    body = b'{"site": "acme.scoro.com", "entity": "1", "object_id": 1003}'

    found = autopsy.of(replace(A_LETTER, headers=headers, body=body), NOW)

    assert found.death.kind == "InvoiceAnnouncement v1"
    assert found.about == About(category=Category.INVOICES, object_id="1003")


def test_what_only_the_broker_said_is_read() -> None:
    found = autopsy.of(replace(A_LETTER, headers=BY_THE_BROKER), NOW)

    assert (found.death.reason, found.death.kind) == ("delivery_limit", "InvoiceChanged v1")
    assert (found.message.exchange, found.message.routing_key) == ("events", "invoice.changed.v1.changed")
    assert found.death.died_at == NOW - dt.timedelta(minutes=3)


FORGED = {
    Header.EXCHANGE: "events",
    Header.ROUTING_KEY: "sync.requested.v1",
    Header.SENDER: "another",
    Header.QUEUE: "invoices.now",
    Header.DIED_AT: "2000-01-01T00:00:00.000+00:00",
    Header.ERROR: "nothing to see",
    Header.REPLAY_OF: "somebody's",
}


def test_what_a_stranger_says_in_our_name_is_not_believed() -> None:
    """The broker gave it up before any service touched it; what it vouches for is in its own marks and properties."""
    stranger = replace(
        A_LETTER, headers=BY_THE_BROKER | FORGED, properties=dict(A_LETTER.properties) | {"user_id": "backend"}
    )

    found = autopsy.of(stranger, NOW)

    assert (found.message.exchange, found.message.routing_key) == ("events", "invoice.changed.v1.changed")
    assert (found.message.queue, found.message.sender) == ("invoices.changed", "backend")
    assert (found.death.reason, found.death.died_at) == ("delivery_limit", NOW - dt.timedelta(minutes=3))
    assert found.replay_of is None


def test_what_a_service_vouched_for_goes_with_the_letter() -> None:
    assert autopsy.of(replace(A_LETTER, headers=HEADERS | {Header.SENDER: "backend"}), NOW).message.sender == "backend"


def test_a_copy_that_ends_its_workers_still_names_what_it_is_a_copy_of() -> None:
    """It came from us, straight to its queue."""
    straight = [{"reason": "delivery_limit", "queue": "invoices.changed", "time": NOW, "exchange": ""}]
    came = {Header.EXCHANGE: "events", Header.ROUTING_KEY: "invoice.changed.v1.changed", Header.REPLAY_OF: "a"}

    found = autopsy.of(replace(A_LETTER, headers=came | {"x-death": straight}), NOW)

    assert (found.replay_of, found.death.reason, found.message.exchange) == ("a", "delivery_limit", "events")


def test_a_letter_that_says_nothing_is_kept_for_what_its_queue_is_there_for() -> None:
    found = autopsy.of(Letter(b"\xff", {}, "", "contacts.now", {}), NOW)

    assert (found.death.service, found.death.kind, found.death.died_at) == ("contacts", "ContactChanged v1", NOW)
    assert found.about == About()


def test_a_queue_nobody_knows_keeps_its_name() -> None:
    found = autopsy.of(Letter(b"{}", {Header.ROUTING_KEY: "bill.paid.v9"}, "m", "ledger.old", {}), NOW)

    assert (found.death.service, found.death.kind, found.message.queue) == ("ledger", "bill.paid.v9", "ledger.old")


def test_the_same_death_is_the_same_letter_whenever_it_comes() -> None:
    assert autopsy.of(A_LETTER, NOW).id == autopsy.of(A_LETTER, NOW + dt.timedelta(hours=1)).id


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(A_LETTER, message_id="another"), id="another message"),
        pytest.param(
            replace(A_LETTER, headers=HEADERS | {Header.DIED_AT: "2026-11-22T12:00:00.000+00:00"}), id="another time"
        ),
        pytest.param(replace(A_LETTER, headers=HEADERS | {Header.QUEUE: "invoices.now"}), id="another queue"),
        pytest.param(replace(A_LETTER, body=b"{}"), id="another body"),
    ],
)
def test_another_death_is_another_letter(other: Letter) -> None:
    assert autopsy.of(other, NOW).id != autopsy.of(A_LETTER, NOW).id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ValueError: entry 17 is gone", "ValueError: entry 2044 is gone"),
        ("X: no 9f0c-11 at 2026-11-22T12:00", "X: no 0a1b-12 at 2026-11-23T09:31"),
    ],
)
def test_errors_that_differ_only_in_ids_are_one_group(one: str, other: str) -> None:
    groups = {autopsy.of(replace(A_LETTER, headers=HEADERS | {Header.ERROR: text}), NOW).group for text in (one, other)}

    assert len(groups) == 1


def test_different_errors_and_different_messages_are_different_groups() -> None:
    synced = ObjectSynced(
        at=NOW, connection_id="acme", category=Category.CONTACTS, system="scoro", object_id="3", entry=1
    )
    letters = (
        A_LETTER,
        replace(A_LETTER, headers=HEADERS | {Header.ERROR: "KeyError: 'Date'"}),
        replace(
            A_LETTER,
            headers=HEADERS | {Header.ROUTING_KEY: "object.synced.v1.contacts"},
            body=synced.model_dump_json().encode(),
        ),
    )

    assert len({autopsy.of(letter, NOW).group for letter in letters}) == 3


def test_a_copy_that_died_as_well_names_what_it_is_a_copy_of() -> None:
    copied = HEADERS | {Header.REPLAY_OF: "b", Header.ORIGIN: "a", Header.REPLAYS: 2}

    found = autopsy.of(replace(A_LETTER, headers=copied), NOW)

    assert (found.replay_of, found.origin, found.failed_replays) == ("b", "a", 2)


STRANGE: list[tuple[bytes, dict[str, Any]]] = [
    (b"[" * 100_000, {}),
    (b'{"connection_id": "\\ud800", "object_id": 7}', {}),
    (b"\xff\xfe\x00", {"bytes": b"\xff", "$set": {"a.b": 1}, "": None, "nul\0": "\0", "big": 2**64, "at": NOW}),
    (b"{}", {Header.ATTEMPT: 2**80, Header.REPLAY_OF: "x", Header.REPLAYS: 2**80, Header.DIED_AT: "yesterday"}),
    (b"{}", {Header.DIED_AT: "9999-12-31T23:59:59-14:00", Header.FAILURES: ["?", {"at": 1}], Header.ERROR: 5}),
    (b"{}", {"x-death": "often", Header.QUEUE: b"\xff", Header.FAILURES: {"at": "x"}}),
    (b"{}", {"x-death": [{"routing-keys": [], "time": "late", "reason": None}, 3]}),
    (b"null", {"nested": [[{"deep": [b"\x00", NOW]}]], "not a number": float("nan")}),
]


@pytest.mark.parametrize(("body", "headers"), STRANGE)
def test_however_strange_a_letter_is_it_can_be_kept(body: bytes, headers: dict[str, Any]) -> None:
    found = autopsy.of(Letter(body, headers, "m\0", "contacts.changed", {"app_id": "\0"}), NOW)

    stored = BSON.encode(letter_document(found)).decode()

    assert bytes(stored["message"]["body"]) == body
    assert letter_of(letter_document(found)).message.headers.keys() == {str(name) for name in headers}
