"""What a person does in Xero's own screens: no token, no limits, but the same books and the same webhooks."""

from typing import Any
from urllib.parse import parse_qsl, unquote

from fastapi import HTTPException

from services.sandbox.common.json import decode, encode
from services.sandbox.xero.api import routes
from services.sandbox.xero.api.call import Call
from services.sandbox.xero.api.gate import carried_out
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.problems import ElementRefusedError
from services.sandbox.xero.control.bodies import PersonBody
from services.sandbox.xero.control.clicks import click
from services.sandbox.xero.control.hands import Deed, deed
from services.sandbox.xero.sandbox import XeroSandbox


class Person:
    def __init__(self, sandbox: XeroSandbox, ledger: Ledger) -> None:
        self._sandbox = sandbox
        self._ledger = ledger

    def act(self, wish: PersonBody) -> dict[str, Any]:
        """What the API can do too goes through it."""
        if wish.action == "call":
            return self._call(wish.method, wish.path, wish.body)
        if (by_hand := deed(self._ledger, wish)) is not None:
            return self._done(by_hand)
        asked = click(self._ledger, wish)
        return self._call(asked.method, asked.path, asked.body)

    def _done(self, by_hand: Deed) -> dict[str, Any]:
        ledger = self._ledger
        ledger.begin(self._sandbox.now)
        try:
            with ledger.changes.all_or_nothing():
                answer = by_hand()
        except ElementRefusedError as refusal:
            raise HTTPException(409, refusal.messages) from refusal
        self._sandbox.runtime.deliverer.announce(ledger.organisation.id, ledger.changes.taken())
        return {"status": 200, "answer": answer}

    def _call(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        below, _, query = path.partition("?")
        segments = tuple(unquote(part) for part in below.split("/") if part)
        route = routes.find(segments)
        if isinstance(route, int) or method not in route.verbs:
            raise HTTPException(404, f"Xero's API has no {method} {path}")
        call = Call(
            method=method,
            segments=segments,
            query={name.lower(): value for name, value in parse_qsl(query)},
            headers={},
            body=encode(body or {}),
            ledger=self._ledger,
            client_id="",
            app_name="A person",
            now=self._sandbox.now,
        )
        answer = carried_out(self._sandbox.runtime, route, call)
        shown = answer.as_json()
        is_json = answer.content is not None
        return {"status": answer.status, "answer": decode(shown) if is_json else shown.decode()}
