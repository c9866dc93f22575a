"""Every queue has its way out, every message its way in."""

import datetime as dt

import pytest

from shared.contracts.changes import BELLS, InvoiceChanged
from shared.contracts.envelope import Category, Lane
from shared.contracts.outcomes import ObjectSynced
from shared.contracts.sync import ObjectWanted
from shared.messaging import topology
from shared.messaging.topology import QUEUES, Queue

NOW = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.name)
def test_a_work_queue_keeps_its_dead_and_its_limit(queue: Queue) -> None:
    arguments = topology.arguments(queue)

    assert arguments["x-dead-letter-exchange"] == topology.DEAD_LETTERS
    assert arguments["x-dead-letter-routing-key"] == queue.name
    assert arguments["x-queue-type"] == "quorum"
    assert arguments["x-delivery-limit"] == topology.DELIVERY_LIMIT
    assert queue.service in topology.services()


def test_dead_letters_are_never_dropped_however_often_they_are_handed_out() -> None:
    """RabbitMQ 4 drops after twenty times where nothing else is said, and no version takes a word for "never"."""
    assert topology.DEAD_ARGUMENTS == {
        "x-queue-type": "quorum",
        "x-delivery-limit": 2**31 - 1,
        "x-overflow": "reject-publish",
    }


@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.name)
def test_prefetch_is_small_and_never_without_limit(queue: Queue) -> None:
    assert 1 <= queue.prefetch <= 50


@pytest.mark.parametrize("category", topology.WRITERS)
@pytest.mark.parametrize("lane", Lane)
def test_each_lane_of_a_category_has_its_own_queue(category: Category, lane: Lane) -> None:
    bell = BELLS[category](at=NOW, connection_id="acme", system="scoro", object_id="1", entry=1, lane=lane)

    listening = [queue.name for queue in QUEUES if topology.route(bell) in queue.keys]

    assert listening == [f"{category}.{lane}"]


@pytest.mark.parametrize(
    ("lane", "queue"),
    [(Lane.NOW, "connector.wanted.now"), (Lane.CHANGED, "connector.wanted"), (Lane.BULK, "connector.wanted")],
)
def test_what_a_person_waits_for_is_not_queued_behind_the_rest(lane: Lane, queue: str) -> None:
    wish = ObjectWanted(
        at=NOW, connection_id="acme", category=Category.CONTACTS, system="scoro", object_id="1", lane=lane
    )

    assert [one.name for one in QUEUES if topology.route(wish) in one.keys] == [queue]


def test_routing_keys_name_the_event_its_version_and_its_lane() -> None:
    bell = InvoiceChanged(at=NOW, connection_id="acme", system="scoro", object_id="1", entry=1, lane=Lane.NOW)

    assert topology.route(bell) == "invoice.changed.v1.now"


def test_news_of_contacts_reach_the_documents_that_wait_for_them() -> None:
    synced = ObjectSynced(
        at=NOW, connection_id="acme", category=Category.CONTACTS, system="scoro", object_id="312", entry=1
    )

    listening = [queue.name for queue in QUEUES if topology.route(synced) in queue.keys]

    assert listening == ["invoices.parents_synced", "bills.parents_synced"]


def test_news_of_what_nobody_awaits_reaches_onlookers_alone() -> None:
    synced = ObjectSynced(
        at=NOW,
        connection_id="acme",
        category=Category.CONTACTS,
        system="scoro",
        object_id="312",
        entry=1,
        awaited=False,
    )

    assert topology.route(synced) == "object.synced.v1.contacts.unawaited"
    assert not [queue.name for queue in QUEUES if topology.route(synced) in queue.keys]


def test_only_the_connector_hears_announcements_and_it_hears_all() -> None:
    listening = [queue for queue in QUEUES if queue.exchange == topology.PUBLIC]

    assert [(queue.name, queue.keys) for queue in listening] == [("connector.announcements", (topology.EVERYTHING,))]
