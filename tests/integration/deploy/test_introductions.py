"""Against the Xero sandbox itself, with a receiver that proves itself as the connector does."""

import base64
import hashlib
import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from deploy.local import ports
from deploy.local.errors import LocalError
from deploy.local.introductions import register_xero_webhook
from deploy.local.keys import Keys
from deploy.local.launch import Launch
from deploy.local.places import Places
from deploy.local.servers import Addresses
from deploy.local.services import CONNECTOR, SERVICES, XERO, Surroundings
from deploy.local.waiting import until

KEYS = Keys()


def receiver(key: str) -> type[BaseHTTPRequestHandler]:
    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            proof = base64.b64encode(hmac.digest(key.encode(), body, hashlib.sha256)).decode()
            self.send_response(200 if proof == self.headers["x-xero-signature"] else 401)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Says nothing."""

    return Receiver


@contextmanager
def listening(port: int, key: str) -> Iterator[None]:
    with ThreadingHTTPServer((ports.LOOPBACK, port), receiver(key)) as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        try:
            yield
        finally:
            server.shutdown()
            serving.join()


@pytest.fixture
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Surroundings]:
    sandbox, connector = ports.free_ports(2)
    around = Surroundings(Addresses("", "", ""), "", {XERO: sandbox, CONNECTOR: connector}, KEYS, {})
    service = next(one for one in SERVICES if one.name == XERO)
    member = Launch.of(service, 1, sandbox, around).start(Places(tmp_path_factory.mktemp("checkout")))
    try:
        assert until(lambda: ports.answers(sandbox), seconds=30)
        yield around
    finally:
        member.process.kill()


def asked(around: Surroundings, what: str = "") -> Any:
    return httpx.get(f"{around.address(XERO)}/_sandbox/webhook/{what}".rstrip("/")).json()


def test_the_connector_becomes_the_receiver_once(around: Surroundings) -> None:
    with listening(around.ports[CONNECTOR], KEYS.xero_webhook_key):
        register_xero_webhook(around)
        first = asked(around, "attempts")
        register_xero_webhook(around)

    assert asked(around)["url"] == f"{around.public_url}/webhooks/xero"
    assert asked(around)["status"] == "OK"
    assert asked(around, "attempts") == first


def test_a_receiver_with_another_key_is_named_as_the_reason(around: Surroundings) -> None:
    with listening(around.ports[CONNECTOR], "another key"), pytest.raises(LocalError, match="/webhooks/xero"):
        register_xero_webhook(around)
