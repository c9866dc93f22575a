"""The document itself, as plain values."""

from collections.abc import Iterator
from enum import StrEnum
from importlib.metadata import version
from typing import Any

import yaml

from deploy.asyncapi.handlers import Handler, handlers, kinds
from deploy.asyncapi.words import description
from shared.contracts.announcements import ANNOUNCEMENTS
from shared.contracts.catalogue import CONTRACTS
from shared.contracts.envelope import Category, Contract, Lane, routing_key
from shared.messaging import topology
from shared.messaging.topology import EVENTS, PUBLIC, last_word

Node = dict[str, Any]

BINDING = "0.3.0"
JSON = "application/json"
HEADING = """\
# Made from the topology, the contracts and the handlers by `make asyncapi`; a test compares the two.
"""
WORDS: dict[str, type[StrEnum]] = {"lane": Lane, "category": Category}
"""What routing keys may end in."""
PUBLISHER = "the AMQP user that publishes"


class Dumper(yaml.SafeDumper):
    """Writes prose as blocks, and everything where it stands."""

    def ignore_aliases(self, data: object) -> bool:
        """See PyYAML."""
        del data
        return True


def _prose(dumper: Dumper, words: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", words, style="|" if "\n" in words else None)


Dumper.add_representer(str, _prose)


def text() -> str:
    """The whole file."""
    return HEADING + yaml.dump(document(), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=120)


def document() -> Node:
    """Everything that a reader needs in order to publish, and to know what our services tell each other."""
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Scoro–Xero Sync", "version": version("scoro-xero-sync"), "description": description()},
        "defaultContentType": JSON,
        "servers": {"broker": _server()},
        "channels": {_channel_name(kind): _channel(kind) for kind in CONTRACTS},
        "operations": dict(_operations()),
        "components": {
            "messages": {kind.__name__: _message(kind) for kind in CONTRACTS},
            "schemas": dict(sorted(_schemas())),
            "securitySchemes": {
                "publisher": {
                    "type": "userPassword",
                    "description": "An AMQP user of its own, made by `scoro-xero publishers add`.",
                }
            },
        },
    }


def _server() -> Node:
    return {
        "host": "{host}",
        "pathname": "/{vhost}",
        "protocol": "amqp",
        "protocolVersion": "0.9.1",
        "description": "RabbitMQ 3.10 or newer; `amqps` where the broker offers TLS.",
        "variables": {
            "host": {"default": "localhost:5672", "description": "As RABBITMQ_URL says."},
            "vhost": {"default": "", "description": "The virtual host; empty stands for `/`."},
        },
        "security": [{"$ref": "#/components/securitySchemes/publisher"}],
    }


def _exchange(kind: type[Contract]) -> str:
    return PUBLIC if kind in ANNOUNCEMENTS.values() else EVENTS


def _channel_name(kind: type[Contract]) -> str:
    return f"{_exchange(kind)}.{routing_key(kind)}"


def _channel(kind: type[Contract]) -> Node:
    field = last_word(kind)
    made: Node = {
        "address": routing_key(kind) + (f".{{{field}}}" if field else ""),
        "title": f"{routing_key(kind)} on the exchange {_exchange(kind)}",
        "messages": {kind.__name__: {"$ref": f"#/components/messages/{kind.__name__}"}},
    }
    if field:
        values = [value.value for value in WORDS[field]]
        made["parameters"] = {field: {"enum": values, "description": f"The message's own `{field}`."}}
    exchange = {"name": _exchange(kind), "type": "topic", "durable": True, "autoDelete": False}
    return made | {"bindings": {"amqp": {"is": "routingKey", "exchange": exchange, "bindingVersion": BINDING}}}


def _operations() -> Iterator[tuple[str, Node]]:
    for handler in handlers():
        of_queue = kinds(handler.queue)
        for kind in of_queue:
            name = handler.queue.name if len(of_queue) == 1 else f"{handler.queue.name}.{routing_key(kind)}"
            yield name, _operation(handler, kind)


def _operation(handler: Handler, kind: type[Contract]) -> Node:
    queue, channel = handler.queue, f"#/channels/{_channel_name(kind)}"
    bound: Node = {"ack": True, "bindingVersion": BINDING}
    if queue.exchange == PUBLIC:
        bound = {"userId": PUBLISHER, "deliveryMode": 2, "mandatory": True, **bound}
    return {
        "action": "receive",
        "title": f"{queue.service} takes {kind.__name__}",
        "summary": handler.does,
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{kind.__name__}"}],
        "bindings": {"amqp": bound},
        "x-queue": {
            "name": queue.name,
            "keys": list(queue.keys),
            "prefetch": queue.prefetch,
            "deadLetters": topology.dead_queue(queue.service),
            "arguments": topology.arguments(queue),
        },
    }


def _message(kind: type[Contract]) -> Node:
    said = " ".join((kind.__doc__ or "").split())
    made: Node = {
        "name": kind.__name__,
        "title": routing_key(kind),
        "summary": said,
        "contentType": JSON,
        "payload": {"$ref": f"#/components/schemas/{kind.__name__}"},
    }
    if _exchange(kind) == EVENTS:
        return made | {"bindings": {"amqp": {"messageType": kind.topic, "bindingVersion": BINDING}}}
    examples = kind.model_json_schema()["examples"]
    return made | {"examples": [{"name": "example", "payload": payload} for payload in examples]}


def _schemas() -> Iterator[tuple[str, Node]]:
    """Those of all messages, and of what several of them share."""
    for kind in CONTRACTS:
        schema = kind.model_json_schema(ref_template="#/components/schemas/{model}")
        yield from schema.pop("$defs", {}).items()
        yield kind.__name__, schema
