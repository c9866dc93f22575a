"""A change takes its trace through the wish, the log and the worker to Xero's answer."""

from collections.abc import AsyncIterator

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from shared import tracing
from shared.contracts.envelope import Category
from shared.sync.settings import Direction
from tests.integration.whole.world import Whole


@pytest.fixture
async def spans() -> AsyncIterator[tuple[InMemorySpanExporter, trace.Tracer]]:
    exporter, provider = InMemorySpanExporter(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with tracing.used(provider):
        yield exporter, provider.get_tracer("tests")


async def test_xeros_answer_is_in_the_trace_of_the_news(
    whole: Whole, spans: tuple[InMemorySpanExporter, trace.Tracer]
) -> None:
    exporter, tracer = spans
    await whole.sync("first")
    await whole.choose(Category.CONTACTS, direction=Direction.FROM_SCORO)
    [company] = await whole.desk.make_contacts(1, name="Traced & Co")

    with tracer.start_as_current_span("webhook") as webhook:
        await whole.want(Category.CONTACTS, "scoro", company, why="webhook")

    kept = (await whole.newest(Category.CONTACTS, "scoro", company)).trace or ""
    trace_id = f"{webhook.get_span_context().trace_id:032x}"
    steps = {
        span.name: dict(span.attributes or {})
        for span in exporter.get_finished_spans()
        if span.context and f"{span.context.trace_id:032x}" == trace_id
    }
    assert kept.split("-")[1] == trace_id
    assert steps["xero PUT Contacts"]["status"] == 200
    assert "contacts synced" in steps
    assert "Traced" not in str(steps)
