"""Prepayments and overpayments: read here, made by bank transactions."""

from dataclasses import dataclass

from services.sandbox.xero.api.call import Answer, Call, envelope
from services.sandbox.xero.api.lists import Listing, Test, listed, only, text_list
from services.sandbox.xero.books.papers import Document, Kind
from services.sandbox.xero.books.problems import NotFoundError
from services.sandbox.xero.query import resources
from services.sandbox.xero.query.fields import Fields
from services.sandbox.xero.views.common import Flavour, Json
from services.sandbox.xero.views.prepaid import prepaid as view


def _show(call: Call, rows: list[Document], flavour: Flavour) -> list[Json]:
    return [view(call.ledger, row, flavour, unit_places=call.unit_places) for row in rows]


def _filters(call: Call) -> list[Test[Document]]:
    numbers, references = text_list(call, "InvoiceNumbers"), text_list(call, "References")
    return [*only(numbers, lambda one: one.number), *only(references, lambda one: one.number or one.reference)]


@dataclass(frozen=True, slots=True)
class Prepaid:
    """The calls of one kind."""

    kind: Kind
    fields: Fields

    @property
    def _key(self) -> str:
        return f"{self.kind}s"

    def get_all(self, call: Call) -> Answer:
        listing = Listing[Document](
            key=self._key,
            fields=self.fields,
            rows=lambda ledger: ledger.documents(self.kind).values(),
            show=_show,
            is_paged=True,
            updated=lambda row: row.updated,
            filters=_filters,
        )
        return listed(call, listing)

    def get_one(self, call: Call) -> Answer:
        one = call.ledger.documents(self.kind).get(call.segments[1].lower())
        if one is None:
            raise NotFoundError(f"no {self.kind} {call.segments[1]}")
        return envelope(call, self._key, _show(call, [one], Flavour.SINGLE))


prepayments = Prepaid(Kind.PREPAYMENT, resources.PREPAYMENTS)
overpayments = Prepaid(Kind.OVERPAYMENT, resources.OVERPAYMENTS)
