"""Alarms: told once per cause to a real mail server and to an address, with a link; told again when it comes back."""

import json
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_string, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from pydantic import SecretStr

from services.console.alarms.sending import Receivers
from services.console.alarms.watching import AlarmWatch
from tests.integration.console.parts import ACME, Scene


@dataclass
class Post:
    """What reached people."""

    mails: list[str] = field(default_factory=list)
    posted: list[dict[str, object]] = field(default_factory=list)
    refuses: bool = False


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def mail_server(post: Post) -> Iterator[str]:
    """Speaks enough SMTP to take a mail, or to refuse it."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 here")
            body: list[str] | None = None
            for raw in self.rfile:
                line = raw.decode().rstrip("\r\n")
                if body is not None:
                    if line != ".":
                        body.append(line)
                        continue
                    post.mails.append("\n".join(body))
                    body = None
                    self._say("250 kept")
                elif line.upper() == "DATA":
                    body = []
                    self._say("354 go on")
                elif line.upper().startswith("RCPT") and post.refuses:
                    self._say("550 nobody of that name")
                elif line.upper() == "QUIT":
                    self._say("221 bye")
                    return
                else:
                    self._say("250 well")

        def _say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"smtp+plain://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def web_server(post: Post) -> Iterator[str]:
    """Takes a JSON document."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            post.posted.append(json.loads(self.rfile.read(length)))
            self.send_response(503 if post.refuses else 204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 its name is given
            del format, args

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/alarms"
        server.shutdown()


def watch(scene: Scene, *, smtp: str = "", web: str = "") -> AlarmWatch:
    receivers = Receivers(
        SecretStr(smtp), "sync@example.org", ("mari@example.org",), SecretStr(web), "https://console.example/"
    )
    return AlarmWatch(scene.store, receivers, scene.clock)


async def test_a_cause_is_told_once_with_its_link(scene: Scene, post: Post, mail_server: str, web_server: str) -> None:
    await scene.a_day()
    alarms = watch(scene, smtp=mail_server, web=web_server)

    told = [await alarms.look() for _ in range(3)]

    assert told == [1, 0, 0]
    [mail], [posted] = post.mails, post.posted
    read = message_from_string(mail, policy=policy.default)
    assert read["Subject"].startswith("Scoro–Xero Sync: Acme Nordic OÜ")
    assert "1,550.50 EUR" in mail
    assert f"https://console.example/c/{ACME}/problems" in mail
    alarms_posted: Any = posted["alarms"]
    [one] = alarms_posted
    assert one["link"] == f"https://console.example/c/{ACME}/problems"


async def test_what_could_not_be_told_is_told_later(scene: Scene, post: Post, mail_server: str) -> None:
    await scene.a_day()
    alarms = watch(scene, smtp=mail_server)

    post.refuses = True
    refused = await alarms.look()
    post.refuses = False
    later = await alarms.look()

    assert (refused, later, len(post.mails)) == (0, 1, 1)


async def test_a_mail_server_that_is_away_keeps_nobody_else_from_being_told_and_nobody_is_told_twice(
    scene: Scene, post: Post, mail_server: str, web_server: str
) -> None:
    await scene.a_day()
    alarms = watch(scene, smtp="smtp+plain://127.0.0.1:1", web=web_server)

    told = [await alarms.look() for _ in range(3)]
    mailed = [await watch(scene, smtp=mail_server, web=web_server).look() for _ in range(2)]

    assert (told, mailed, len(post.posted), len(post.mails)) == ([1, 0, 0], [1, 0], 1, 1)


@pytest.mark.parametrize("odd", ["\r", "\n", "\u2028"])
async def test_a_name_in_several_lines_is_told_in_one(scene: Scene, post: Post, mail_server: str, odd: str) -> None:
    await scene.a_day()
    name = {"company": {"name": f"Acme{odd}Nordic"}}
    await scene.store.database.collection("connections").update_one({"_id": ACME}, {"$set": name})

    told = await watch(scene, smtp=mail_server).look()

    assert told == 1
    assert "Acme Nordic" in message_from_string(post.mails[0], policy=policy.default)["Subject"]


async def test_what_was_over_is_told_again_when_it_comes_back(scene: Scene, post: Post, web_server: str) -> None:
    await scene.a_day()
    alarms = watch(scene, web=web_server)

    first = await alarms.look()
    await scene.store.problems.ignore(ACME, "unknown_account", author="mari", why="later")
    over = await alarms.look()
    await scene.store.database.collection("problems").update_many({}, {"$set": {"ignored": False}})
    again = await alarms.look()

    assert (first, over, again, len(post.posted)) == (1, 0, 1, 2)


async def test_lateness_and_silence_are_told(scene: Scene, post: Post, web_server: str) -> None:
    await scene.a_day()
    alarms = watch(scene, web=web_server)
    await alarms.look()

    scene.clock.advance(2 * 3600)
    await alarms.look()

    keys = {one["key"] for one in post.posted[-1]["alarms"]}  # type: ignore[attr-defined]
    assert keys == {f"{ACME}:late", f"{ACME}:silent"}


async def test_where_nobody_is_to_be_told_nothing_is_remembered_as_told(
    scene: Scene, post: Post, web_server: str
) -> None:
    await scene.a_day()

    nobody = await watch(scene).look()
    somebody = await watch(scene, web=web_server).look()

    assert (nobody, somebody, len(post.posted)) == (0, 1, 1)
