"""Every letter is kept, whatever is in it, with the reason of its death."""

import pytest

from shared.contracts.changes import InvoiceChanged
from shared.errors import NotSentError
from shared.messaging.topology import DELIVERY_LIMIT
from shared.store.dead_letters import PART
from tests.integration.dead_letters.parts import A_BELL, QUEUE, Office, bell

ONE_FRAME = 127_500
SAID = "DueDate of ada@example.com"


async def never(_event: InvoiceChanged) -> None:
    raise AssertionError("a malformed message reached its handler")


@pytest.mark.parametrize(
    "body",
    [b"not json", b'{"entry": "many"}', b"[]", b"", b"\xff\xfe\x00"],
    ids=lambda body: repr(body[:9]),
)
async def test_a_malformed_message_is_kept_with_the_reason(office: Office, body: bytes) -> None:
    async with office.service(never), office.keeping():
        await office.publish(body, {"note": "by hand"})
        (letter,) = await office.kept(1)

    assert letter.message.body == body
    assert letter.message.headers["note"] == "by hand"
    assert (letter.message.id, letter.message.queue, letter.message.exchange) == ("m1", QUEUE, "events")
    assert letter.message.routing_key == "invoice.changed.v1.changed"
    assert (letter.death.kind, letter.death.service) == ("InvoiceChanged v1", "invoices")
    assert (letter.death.error_type, letter.death.error_code) == ("MalformedMessageError", "malformed_message")
    assert letter.death.trace


async def test_a_bug_is_kept_with_type_message_trace_and_what_it_was_about(office: Office) -> None:
    async def fails(_event: InvoiceChanged) -> None:
        raise KeyError(SAID)

    async with office.service(fails), office.keeping():
        await office.publisher.publish(A_BELL)
        (letter,) = await office.kept(1)

    death = letter.death
    assert (death.error_type, death.error_code, death.attempts) == ("KeyError", "defect", 0)
    assert death.error == "KeyError: 'DueDate of [hidden]'"
    assert "in on_invoice_changed" in death.trace
    assert (letter.about.connection_id, letter.about.category, letter.about.object_id) == ("acme", "invoices", "1003")
    assert letter.message.properties["type"] == "invoice.changed"
    assert "ada@" not in f"{letter}"


async def test_a_document_that_a_handler_cannot_read_is_a_defect_and_not_the_messages_fault(office: Office) -> None:
    async def fails(event: InvoiceChanged) -> None:
        InvoiceChanged.model_validate({"entry": event.entry})

    async with office.service(fails), office.keeping():
        await office.publisher.publish(A_BELL)
        (letter,) = await office.kept(1)

    assert (letter.death.error_type, letter.death.error_code) == ("ValidationError", "defect")


async def test_attempts_before_the_last_one_are_kept_with_their_times(office: Office) -> None:
    heard: list[InvoiceChanged] = []

    async def fails(event: InvoiceChanged) -> None:
        heard.append(event)
        if len(heard) == 1:
            raise NotSentError("away")
        raise ZeroDivisionError

    async with office.service(fails), office.keeping():
        await office.publisher.publish(A_BELL)
        (letter,) = await office.kept(1)

    assert letter.death.attempts == 1
    assert [one.error for one in letter.death.failures] == ["NotSentError: away"]
    assert letter.death.first_at < letter.death.died_at
    assert (letter.message.exchange, letter.message.routing_key) == ("events", "invoice.changed.v1.changed")


async def test_what_a_worker_gave_back_without_a_word_is_kept(office: Office) -> None:
    await office.publisher.publish(A_BELL)
    async with office.keeping():
        await office.hand_back(QUEUE, requeue=False)
        (letter,) = await office.kept(1)

    assert (letter.death.reason, letter.death.error_code) == ("rejected", "message_rejected")
    assert (letter.death.kind, letter.message.queue) == ("InvoiceChanged v1", QUEUE)
    assert letter.message.exchange == "events"
    assert letter.message.headers["x-death"][0]["count"] == 1


async def test_a_message_that_ends_every_worker_is_kept(office: Office) -> None:
    await office.publisher.publish(A_BELL)
    async with office.keeping():
        await office.hand_back(QUEUE, requeue=True, times=DELIVERY_LIMIT + 1)
        (letter,) = await office.kept(1)

    assert (letter.death.reason, letter.death.error_code) == ("delivery_limit", "message_delivery_limit")


async def test_headers_too_large_to_add_a_reason_to_are_kept_as_they_are(office: Office) -> None:
    async def fails(_event: InvoiceChanged) -> None:
        raise ZeroDivisionError

    async with office.service(fails), office.keeping():
        await office.publish(A_BELL.model_dump_json().encode(), {"much": "y" * ONE_FRAME})
        (letter,) = await office.kept(1)

    assert letter.message.headers["much"] == "y" * ONE_FRAME
    assert letter.death.reason == "rejected"


async def test_headers_that_are_no_text_are_kept(office: Office) -> None:
    async with office.service(never), office.keeping():
        await office.publish(b"?", {"odd": b"\xff\xfe", "a.b": {"$set": 1}, "": True})
        (letter,) = await office.kept(1)

    assert letter.message.headers["odd"] == {"base64": "//4="}
    assert letter.message.headers["a.b"] == {"$set": 1}
    assert letter.message.headers[""] is True
    assert letter.death.error_type == "MalformedMessageError"


async def test_a_body_larger_than_a_document_may_be_is_kept_to_the_byte(office: Office) -> None:
    body = bytes(range(256)) * (PART // 256 + 1000)
    async with office.service(never), office.keeping():
        await office.publish(body)
        (letter,) = await office.kept(1)

    whole = await office.store.letter_acts.begin_replay(letter.id, author="mari", why="", again=False)
    assert whole is not None
    assert whole.message.body == body
    await office.store.letter_acts.replayed(whole)
    parts = office.store.database.collection("dead_letter_parts")
    assert await parts.count_documents({}) == await parts.count_documents({"expires_at": {"$exists": True}}) > 0


async def test_letters_of_all_services_are_kept(office: Office) -> None:
    queues = ("connector.sync", "contacts.now", "invoices.parents_synced")
    async with office.keeping():
        for queue in queues:
            await office.publisher.forward(
                bell(1).model_dump_json().encode(),
                exchange="dead-letters",
                routing_key=queue,
                headers={},
                message_id="same id, three queues",
            )
        letters = await office.kept(3)

    assert {letter.message.queue for letter in letters} == set(queues)
