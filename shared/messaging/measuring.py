"""FastStream's own measurements, with destinations that cannot grow without end: outsiders choose routing keys too."""

from typing import Any

from faststream.message import StreamMessage
from faststream.prometheus import ConsumeAttrs
from faststream.prometheus.middleware import PrometheusMiddleware
from faststream.rabbit.opentelemetry import RabbitTelemetryMiddleware
from faststream.rabbit.prometheus.provider import RabbitMetricsSettingsProvider
from faststream.rabbit.response import RabbitPublishCommand

from shared import metrics, tracing

MOST_DESTINATIONS = 200
destination_label = metrics.Bounded(MOST_DESTINATIONS)


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
