"""FastStream's own measurements, with destinations that cannot grow without end: outsiders choose routing keys too."""

from collections.abc import Iterator
from typing import Any

from faststream.message import StreamMessage
from faststream.prometheus import ConsumeAttrs
from faststream.prometheus.middleware import PrometheusMiddleware
from faststream.rabbit.opentelemetry import RabbitTelemetryMiddleware
from faststream.rabbit.prometheus.provider import RabbitMetricsSettingsProvider
from faststream.rabbit.response import RabbitPublishCommand

from shared import metrics, tracing
from shared.messaging.topology import DEAD_LETTERS, QUEUES, RETRY_SECONDS, retry_exchange

MOST_DESTINATIONS = 300


def _known() -> Iterator[str]:
    """Where our own messages go."""
    for queue in QUEUES:
        yield from (f"{queue.exchange}.{key}" for key in queue.keys)
        exchanges = (DEAD_LETTERS, "default", *(retry_exchange(seconds) for seconds in RETRY_SECONDS))
        yield from (f"{exchange}.{queue.name}" for exchange in exchanges)


destination_label = metrics.Bounded(MOST_DESTINATIONS, _known())


class _Provider(RabbitMetricsSettingsProvider):
    """Words for messages as the topology knows them."""

    def get_consume_attrs_from_message(self, msg: StreamMessage[Any]) -> ConsumeAttrs:
        found = super().get_consume_attrs_from_message(msg)
        return {**found, "destination_name": destination_label(found["destination_name"])}

    def get_publish_destination_name_from_cmd(self, cmd: RabbitPublishCommand) -> str:
        return destination_label(super().get_publish_destination_name_from_cmd(cmd))


def measured() -> PrometheusMiddleware[Any, RabbitPublishCommand]:
    """For one broker; all of a process share their figures."""
    return PrometheusMiddleware(
        settings_provider_factory=lambda _: _Provider(), registry=metrics.REGISTRY, app_name="scoro_xero"
    )


def watched() -> list[Any]:
    """What looks on at the messages of a broker: figures always, traces where they are kept."""
    provider = tracing.provider()
    return [measured()] if provider is None else [measured(), RabbitTelemetryMiddleware(tracer_provider=provider)]
