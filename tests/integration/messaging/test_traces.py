"""A trace goes with its change: through a webhook's answer, RabbitMQ and the log."""

import asyncio
import datetime as dt
from collections.abc import Iterator

import httpx
import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared import tracing
from shared.contracts.changes import ContactChanged
from shared.messaging.publisher import Publisher
from tests.integration.messaging.test_settling import A_BELL, service

MOMENT = dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC)


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with tracing.used(provider):
        yield exporter


def trace_of(span: ReadableSpan) -> int:
    assert span.context is not None
    return int(span.context.trace_id)


async def test_from_a_webhook_through_the_broker_to_an_answer_it_is_one_trace(
    rabbitmq_url: str, spans: InMemorySpanExporter
) -> None:
    heard: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()

    async def handle(_: ContactChanged) -> None:
        heard.set_result(tracing.current())

    async with service(rabbitmq_url, handle) as publisher:
        await _webhook(publisher)
        kept = await asyncio.wait_for(heard, 10)
    tracing.step(kept, "xero PUT Contacts", since=MOMENT, until=MOMENT, status=200)

    found = spans.get_finished_spans()
    assert {trace_of(span) for span in found} == {trace_of(found[0])}
    names = [span.name for span in found]
    assert "POST /webhooks/scoro" in names
    assert "events.contact.changed.v1.changed process" in names
    assert names[-1] == "xero PUT Contacts"
    assert not any("s3cret" in str(span.to_json()) for span in found)


async def _webhook(publisher: Publisher) -> None:
    async def hook(_: Request) -> Response:
        await publisher.publish(A_BELL)
        return Response(status_code=204)

    app = tracing.WithTraces(Starlette(routes=[Route("/webhooks/scoro/{hook}", hook, methods=["POST"])]))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://here") as client:
        assert (await client.post("/webhooks/scoro/s3cret")).status_code == 204


async def test_a_bell_belongs_to_the_trace_that_is_kept_with_its_entry(
    rabbitmq_url: str, spans: InMemorySpanExporter
) -> None:
    kept = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    heard = asyncio.Event()

    async def handle(_: ContactChanged) -> None:
        heard.set()

    async with service(rabbitmq_url, handle) as publisher:
        with tracing.objects([(A_BELL.object_id, kept)]):
            await publisher.publish(A_BELL)
        await asyncio.wait_for(heard.wait(), 10)

    assert {f"{trace_of(span):032x}" for span in spans.get_finished_spans()} == {kept.split("-")[1]}


async def test_without_an_endpoint_there_is_nothing(rabbitmq_url: str) -> None:
    heard: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()

    async def handle(_: ContactChanged) -> None:
        heard.set_result(tracing.current())

    with tracing.exported("contacts", ""):
        async with service(rabbitmq_url, handle) as publisher:
            await publisher.publish(A_BELL)

            assert await asyncio.wait_for(heard, 10) is None
