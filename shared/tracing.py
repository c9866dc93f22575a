"""Traces: one for each change, from the webhook or announcement through RabbitMQ and the change log to the answer.

Off unless an endpoint is set; then nothing here costs more than a look at a variable. A change rests in the store
between being wished for, read and sent, so its trace is kept with it there. Spans tell kinds, ids and codes, never what
is in a document.
"""

import datetime as dt
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from opentelemetry import context, trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Event, ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.version import VERSION

EXPORT_SECONDS = 2
"""A collector that is away must keep no process from ending."""
PARENT = "traceparent"
DAMAGED = 500
EXCEPTION_TYPE = "exception.type"

_carrier = TraceContextTextMapPropagator()
_objects: ContextVar[Mapping[str, str]] = ContextVar("traces of objects", default={})  # noqa: B039 - never changed


class _Switch:
    """Whether there are traces, and where they go."""

    provider: TracerProvider | None = None


def provider() -> TracerProvider | None:
    """None where there are no traces."""
    return _Switch.provider


@contextmanager
def exported(service: str, endpoint: str) -> Iterator[None]:
    """Send traces there, in the background, as long as the block lasts."""
    if not endpoint:
        yield
        return
    # Only who sends traces pays for what sending takes.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415

    made = TracerProvider(
        resource=Resource.create({"service.name": f"scoro-xero-{service}", "service.version": VERSION}),
        shutdown_on_exit=False,
    )
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=EXPORT_SECONDS)
    made.add_span_processor(BatchSpanProcessor(Discreet(exporter)))
    with used(made):
        try:
            yield
        finally:
            closing = threading.Thread(target=made.shutdown, daemon=True)
            closing.start()
            closing.join(EXPORT_SECONDS)


@contextmanager
def used(made: TracerProvider) -> Iterator[None]:
    """Trace with this provider."""
    before, _Switch.provider = _Switch.provider, made
    try:
        yield
    finally:
        _Switch.provider = before


class Discreet(SpanExporter):
    """Of an exception its kind alone: libraries put its words into spans, and those quote what it failed on."""

    def __init__(self, behind: SpanExporter) -> None:
        self._behind = behind

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """See there."""
        return self._behind.export([_discreet(span) for span in spans])

    def shutdown(self) -> None:
        """See there."""
        self._behind.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """See there."""
        return self._behind.force_flush(timeout_millis)


def _discreet(span: ReadableSpan) -> ReadableSpan:
    if not span.events and not span.status.description:
        return span
    return ReadableSpan(
        span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=span.attributes,
        events=[Event(one.name, _kind_of(one), one.timestamp) for one in span.events],
        links=span.links,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _kind_of(event: Event) -> dict[str, Any]:
    return {name: value for name, value in (event.attributes or {}).items() if name == EXCEPTION_TYPE}


def current() -> str | None:
    """The trace of what is being done now, to be kept with what it leaves behind."""
    if _Switch.provider is None:
        return None
    carried: dict[str, str] = {}
    _carrier.inject(carried)
    return carried.get(PARENT)


@contextmanager
def objects(traces: Iterable[tuple[str, str | None]]) -> Iterator[None]:
    """Object id → its trace, for what is recorded and told within the block."""
    if _Switch.provider is None:
        yield
        return
    token = _objects.set({**_objects.get(), **{name: kept for name, kept in traces if kept}})
    try:
        yield
    finally:
        _objects.reset(token)


def of_object(object_id: str) -> str | None:
    """The trace of an object, else that of what is being done now."""
    return _objects.get().get(object_id) or current()


@contextmanager
def about(message: Any) -> Iterator[None]:
    """Do something about an object, such as publishing what a message says, within its trace."""
    kept = _objects.get().get(getattr(message, "object_id", ""))
    if _Switch.provider is None or kept is None:
        yield
        return
    token = context.attach(_parent(kept))
    try:
        yield
    finally:
        context.detach(token)


def step(
    kept: str | None, name: str, *, since: dt.datetime, until: dt.datetime, failed: bool = False, **told: Any
) -> None:
    """Something that happened to a change, told when it is over."""
    if _Switch.provider is None or kept is None:
        return
    span = _tracer().start_span(name, _parent(kept), SpanKind.CLIENT, _clean(told), start_time=_nanoseconds(since))
    if failed:
        span.set_status(Status(StatusCode.ERROR))
    span.end(_nanoseconds(until))


class WithTraces:
    """Begins a trace with every webhook."""

    def __init__(self, behind: ASGIApp) -> None:
        self._behind = behind

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        parts = str(scope.get("path", "")).split("/")
        if _Switch.provider is None or scope["type"] != "http" or parts[1:2] != ["webhooks"]:
            await self._behind(scope, receive, send)
            return
        name = f"{scope['method']} /webhooks/{parts[2] if parts[2:3] == ['xero'] else 'scoro'}"  # the rest is a secret

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                span.set_attribute("http.response.status_code", message["status"])
                if message["status"] >= DAMAGED:
                    span.set_status(Status(StatusCode.ERROR))
            await send(message)

        with _tracer().start_as_current_span(name, kind=SpanKind.SERVER) as span:
            await self._behind(scope, receive, told)


def _tracer() -> trace.Tracer:
    return (_Switch.provider or trace.NoOpTracerProvider()).get_tracer("scoro_xero", VERSION)


def _parent(kept: str) -> context.Context:
    return _carrier.extract({PARENT: kept}, context.Context())


def _clean(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value is not None}


def _nanoseconds(moment: dt.datetime) -> int:
    return int(moment.timestamp() * 1_000_000) * 1000
