"""A service that only answers /health, or misbehaves: `tiny_service.py PORT [deaf|broken]`."""

import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Says nothing."""


def main(port: str, manner: str = "") -> None:
    print(f"started, word={os.environ.get('WORD')}", flush=True)  # noqa: T201 - this is its log
    if manner == "broken":
        raise SystemExit("no ink left")
    if manner == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    HTTPServer(("127.0.0.1", int(port)), Health).serve_forever()


main(*sys.argv[1:])
