"""What leaves with a trace: that something failed and of what kind, never the words of it."""

import contextlib

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from shared.tracing import Discreet

EMAIL = "wilhelmina@harbour.example"


def test_an_exception_leaves_its_kind_alone() -> None:
    kept, provider = InMemorySpanExporter(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(Discreet(kept)))

    with (
        contextlib.suppress(ValueError),
        provider.get_tracer("library").start_as_current_span("process", attributes={"queue": "x"}),
    ):
        raise ValueError(EMAIL)

    [span] = kept.get_finished_spans()
    assert EMAIL not in span.to_json()
    assert [dict(event.attributes or {}) for event in span.events] == [{"exception.type": "ValueError"}]
    assert (span.status.status_code, dict(span.attributes or {})) == (StatusCode.ERROR, {"queue": "x"})
    assert span.context is not None
    assert (span.name, span.instrumentation_scope and span.instrumentation_scope.name) == ("process", "library")
    provider.shutdown()


def test_what_went_well_leaves_as_it_is() -> None:
    kept, provider = InMemorySpanExporter(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(Discreet(kept)))

    with provider.get_tracer("library").start_as_current_span("process"):
        pass

    [span] = kept.get_finished_spans()
    assert span.status.status_code is StatusCode.UNSET
    provider.shutdown()
