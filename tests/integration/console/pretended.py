"""A small pretend connector: what the command line asks of its internal API."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

ADDRESS = "https://login.example/authorize?state=1"
OUTSET: dict[str, Any] = {
    "id": "c1", "site_url": "https://acme.example/api/v2", "entity": "1", "time_zone": "Europe/Tallinn",
    "state": "authorising", "works": False, "company": {"name": "Acme OÜ"}, "organisation": {},
    "missing_currencies": [], "warnings": [], "choices": [],
}  # fmt: skip
WHEN = "2026-11-22T12:00:00Z"
SIGNED_IN = OUTSET | {
    "state": "connected", "works": True, "organisation": {"name": "Acme Ltd"}, "signed_in_at": WHEN
}  # fmt: skip
BLOCKED = OUTSET | {"state": "blocked_currency", "missing_currencies": ["CHF", "NOK"], "signed_in_at": WHEN}
TWO = [{"tenant_id": "t1", "name": "Acme Ltd"}, {"tenant_id": "t2", "name": "Acme Holding Ltd"}]


@dataclass
class Connector:
    """Answers GETs one after the other, the last one for ever; keeps what it was sent."""

    answers: list[dict[str, Any]] = field(default_factory=lambda: [OUTSET, SIGNED_IN])
    refusal: tuple[int, dict[str, Any]] | None = None
    everyone: list[dict[str, Any]] = field(default_factory=lambda: [SIGNED_IN])
    asked: list[str] = field(default_factory=list)
    """Method and path of everything but GETs."""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    def get(self, path: str) -> tuple[int, Any]:
        if path == "/connections":
            return 200, self.everyone
        if "/bookmarks/" in path:
            return 200, [{"id": "111", "name": "EU invoices"}]
        if path.endswith("/tracking"):
            return 200, []
        if "/actions?" in path:
            return 200, []
        return 200, self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def change(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        self.asked.append(f"{method} {path}")
        self.bodies.append(body)
        if self.refusal:
            return self.refusal
        if method != "POST" or path.endswith(("/checks", "/organisation")):
            return 200, self.answers[-1]
        return 201, {"connection": OUTSET, "authorise_url": ADDRESS}


@contextmanager
def listening(pretended: Connector) -> Iterator[str]:
    """On a port of its own; hands out its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(*pretended.get(self.path))

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}")
            self._answer(*pretended.change(self.command, self.path, body))

        def do_PUT(self) -> None:
            self.do_POST()

        def do_DELETE(self) -> None:
            self.do_POST()

        def _answer(self, status: int, body: Any) -> None:
            pretended.keys.add(str(self.headers["Authorization"]))
            sent = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
