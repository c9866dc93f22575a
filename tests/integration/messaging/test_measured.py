"""What goes wrong in a handler is seen in the figures although it is settled."""

from shared import metrics
from shared.contracts.changes import ContactChanged
from shared.errors import RefusedError
from tests.integration.messaging.test_settling import A_BELL, QUEUE, service, taken

DESTINATION = "events.contact.changed.v1.changed"


def told(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


async def test_a_death_is_counted_by_queue_and_code_and_as_an_exception_of_the_handler(rabbitmq_url: str) -> None:
    labels = {"app_name": "scoro_xero", "broker": "rabbitmq"}
    failures = {**labels, "handler": DESTINATION, "exception_type": "RefusedError"}
    before = told("faststream_received_processed_messages_exceptions_total", **failures)
    died = told("scoro_xero_messages_died_total", queue=QUEUE, code=RefusedError.code)

    async def refuse(_: ContactChanged) -> None:
        raise RefusedError("no")

    async with service(rabbitmq_url, refuse) as publisher:
        await publisher.publish(A_BELL)
        await taken(rabbitmq_url, "contacts.dead")

    assert told("faststream_received_processed_messages_exceptions_total", **failures) == before + 1
    assert told("scoro_xero_messages_died_total", queue=QUEUE, code=RefusedError.code) == died + 1
    published = {**labels, "destination": DESTINATION, "status": "success"}
    assert told("faststream_published_messages_total", **published) >= 1
