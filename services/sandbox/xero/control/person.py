"""What a person does in Xero's own screens: no token, no limits, but the same books and the same webhooks."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, unquote

from fastapi import HTTPException

from services.sandbox.common.json import decode, encode
from services.sandbox.xero.api import routes
from services.sandbox.xero.api.call import Call
from services.sandbox.xero.api.gate import carried_out
from services.sandbox.xero.books import contacts, tax_rates
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.problems import ElementRefusedError
from services.sandbox.xero.control import targets
from services.sandbox.xero.control.bodies import PersonBody
from services.sandbox.xero.control.clicks import click
from services.sandbox.xero.sandbox import XeroSandbox
from services.sandbox.xero.views.common import Flavour, Json
from services.sandbox.xero.views.contacts import contact as contact_view
from services.sandbox.xero.views.setup import tax_rate as tax_rate_view

_ENDS = {"archive": "ARCHIVED", "delete": "DELETED", "restore": "ACTIVE"}


class Person:
    def __init__(self, sandbox: XeroSandbox, ledger: Ledger) -> None:
        self._sandbox = sandbox
        self._ledger = ledger

    def act(self, wish: PersonBody) -> dict[str, Any]:
        """What the API can do too goes through it."""
        if wish.action == "call":
            return self._call(wish.method, wish.path, wish.body)
        if (beyond := self._beyond_the_api(wish)) is not None:
            return self._done(beyond)
        asked = click(self._ledger, wish)
        return self._call(asked.method, asked.path, asked.body)

    def _beyond_the_api(self, wish: PersonBody) -> Callable[[], Json] | None:
        ledger = self._ledger
        if wish.action == "merge":
            loser, winner = targets.contact(ledger, wish.contact), targets.contact(ledger, wish.into)
            return lambda: contact_view(contacts.merge(ledger, loser, winner), Flavour.SINGLE)
        if wish.action == "restore" and wish.contact:
            one = targets.contact(ledger, wish.contact)
            return lambda: contact_view(contacts.restore(ledger, one), Flavour.SINGLE)
        if wish.action in _ENDS and wish.tax_rate:
            rate = targets.tax_rate(ledger, wish.tax_rate)
            return lambda: tax_rate_view(tax_rates.end(ledger, rate, _ENDS[wish.action]))
        return None

    def _done(self, beyond: Callable[[], Json]) -> dict[str, Any]:
        ledger = self._ledger
        ledger.begin(self._sandbox.now)
        try:
            with ledger.changes.all_or_nothing():
                answer = beyond()
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
