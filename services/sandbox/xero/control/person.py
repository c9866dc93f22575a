"""What a person does in Xero's own screens: no token, no limits, but the same books and the same webhooks."""

from typing import Any
from urllib.parse import parse_qsl, unquote

from fastapi import HTTPException

from services.sandbox.common.json import decode, encode
from services.sandbox.xero.api import routes
from services.sandbox.xero.api.call import Call
from services.sandbox.xero.api.gate import carried_out
from services.sandbox.xero.books import contacts
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.papers import Document, Kind
from services.sandbox.xero.books.problems import ElementRefusedError
from services.sandbox.xero.books.records import Contact
from services.sandbox.xero.control.bodies import PersonBody
from services.sandbox.xero.sandbox import XeroSandbox
from services.sandbox.xero.views.common import Flavour
from services.sandbox.xero.views.contacts import contact as contact_view


class Person:
    def __init__(self, sandbox: XeroSandbox, ledger: Ledger) -> None:
        self._sandbox = sandbox
        self._ledger = ledger

    def act(self, wish: PersonBody) -> dict[str, Any]:
        match wish.action:
            case "call":
                return self._call(wish.method, wish.path, wish.body)
            case "pay":
                return self._pay(wish)
            case "unpay":
                return self._call("POST", f"/Payments/{wish.payment}", {"Status": "DELETED"})
            case "void" | "delete" | "approve":
                status = {"void": "VOIDED", "delete": "DELETED", "approve": "AUTHORISED"}[wish.action]
                document = self._document(wish)
                return self._call("POST", f"/{document.kind}s/{document.id}", {"Status": status})
            case "archive" | "restore" | "merge":
                return self._contact_action(wish)

    def _pay(self, wish: PersonBody) -> dict[str, Any]:
        document = self._document(wish)
        body: dict[str, Any] = {
            document.kind.value: {f"{document.kind}ID": document.id},
            "Account": {"Code": wish.account},
            "Amount": document.outstanding if wish.amount is None else wish.amount,
            "Reference": wish.reference,
        }
        if wish.date is not None:
            body["Date"] = wish.date.isoformat()
        return self._call("PUT", "/Payments", body)

    def _contact_action(self, wish: PersonBody) -> dict[str, Any]:
        ledger, one = self._ledger, self._contact(wish.contact)
        ledger.begin(self._sandbox.now)
        try:
            with ledger.changes.all_or_nothing():
                if wish.action == "restore":
                    saved = contacts.restore(ledger, one)
                else:
                    merged_to = self._contact(wish.into).id if wish.action == "merge" else ""
                    saved = contacts.archive(ledger, one, merged_to=merged_to)
        except ElementRefusedError as refusal:
            raise HTTPException(409, refusal.messages) from refusal
        self._sandbox.runtime.deliverer.announce(ledger.organisation.id, ledger.changes.taken())
        return {"status": 200, "answer": contact_view(saved, Flavour.SINGLE)}

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

    def _document(self, wish: PersonBody) -> Document:
        kind, key = (Kind.CREDIT_NOTE, wish.credit_note) if wish.credit_note else (Kind.INVOICE, wish.invoice)
        found = self._ledger.document_for(kind, key)
        if found is None:
            raise HTTPException(404, f"no document {key!r}")
        return found

    def _contact(self, key: str) -> Contact:
        known = self._ledger.contacts
        named = (one for one in known.values() if one.name.lower() == key.lower())
        found = known.get(key.lower()) or next(named, None)
        if found is None:
            raise HTTPException(404, f"no contact {key!r}")
        return found
