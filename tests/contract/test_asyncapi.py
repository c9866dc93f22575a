"""`docs/asyncapi.yaml` says what the running program does; `make asyncapi` writes it anew."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import yaml

from deploy.asyncapi import document
from deploy.asyncapi.__main__ import FILE
from deploy.asyncapi.handlers import handlers, kinds
from services.connector import announcements
from shared.contracts.announcements import ANNOUNCEMENTS, Announcement
from shared.contracts.catalogue import CONTRACTS, MESSAGES, schema
from shared.contracts.envelope import Category, Lane, Message, routing_key
from shared.messaging.arrival import Arrival
from shared.messaging.topology import EVERYTHING, PUBLIC, QUEUES, Queue, last_word

DOCUMENT: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
PUBLIC_ONES = list(ANNOUNCEMENTS.values())


def test_the_document_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == document.text(), "run `make asyncapi`"


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from (str(value) for name, value in node.items() if name == "$ref")
        yield from itertools.chain.from_iterable(map(_references, node.values()))
    elif isinstance(node, list):
        yield from itertools.chain.from_iterable(map(_references, node))


def test_every_reference_leads_somewhere() -> None:
    found = set(_references(DOCUMENT))

    for reference in found:
        node = DOCUMENT
        for part in reference.removeprefix("#/").split("/"):
            assert part in node, reference
            node = node[part]
    assert found


@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.name)
def test_every_queue_has_one_handler_that_takes_what_comes_there(queue: Queue) -> None:
    [handler] = [one for one in handlers() if one.queue == queue]

    assert handler.does
    assert [handler.takes] == ([Arrival] if queue.exchange == PUBLIC else kinds(queue))


def test_every_message_is_described_where_it_is_published() -> None:
    described = {name for channel in DOCUMENT["channels"].values() for name in channel["messages"]}

    assert described == {kind.__name__ for kind in CONTRACTS} == DOCUMENT["components"]["messages"].keys()


@pytest.mark.parametrize("message", MESSAGES, ids=routing_key)
def test_addresses_of_events_lead_into_the_queues_that_are_bound(message: type[Message]) -> None:
    channel = DOCUMENT["channels"][f"events.{routing_key(message)}"]
    field = last_word(message)
    words = channel["parameters"][field]["enum"] if field else [""]
    bound = {key for queue in QUEUES for key in queue.keys if message in kinds(queue)}

    assert bound <= {channel["address"].replace(f"{{{field}}}", word) for word in words}
    assert words in ([""], [lane.value for lane in Lane], [category.value for category in Category])


@pytest.mark.parametrize("announcement", PUBLIC_ONES, ids=routing_key)
def test_the_example_of_an_announcement_is_one_that_is_taken(announcement: type[Announcement]) -> None:
    message = DOCUMENT["components"]["messages"][announcement.__name__]
    [example] = [one["payload"] for one in message["examples"]]

    jsonschema.validate(example, schema(announcement))
    _, news = announcements.read(Arrival(json.dumps(example).encode(), PUBLIC, message["title"], "somebody"))
    assert str(news.object_id) == str(example["object_id"])


@pytest.mark.parametrize("announcement", PUBLIC_ONES, ids=routing_key)
def test_only_the_connector_takes_announcements_and_their_sender_must_say_who_it_is(
    announcement: type[Announcement],
) -> None:
    channel = f"#/channels/announcements.{routing_key(announcement)}"
    [operation] = [one for one in DOCUMENT["operations"].values() if one["channel"]["$ref"] == channel]

    assert operation["x-queue"]["name"] == "connector.announcements"
    assert operation["x-queue"]["keys"] == [EVERYTHING]
    bindings = operation["bindings"]["amqp"]
    assert (bindings["userId"], bindings["deliveryMode"], bindings["mandatory"]) == (document.PUBLISHER, 2, True)


def test_every_reason_to_refuse_an_announcement_is_told() -> None:
    told = DOCUMENT["info"]["description"]

    for code in ("announcement_without_sender", "foreign_site", "malformed_announcement", "unknown_announcement"):
        assert f"`{code}`" in told
    assert "user_id" in told
