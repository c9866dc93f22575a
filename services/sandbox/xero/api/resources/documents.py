"""Invoices, bills and credit notes share everything but names."""

from collections.abc import Callable
from dataclasses import dataclass

from services.sandbox.xero.api.call import Answer, Call, envelope
from services.sandbox.xero.api.lists import Listing, Test, id_list, listed, only, search, text_list
from services.sandbox.xero.api.writes import Writing, echoed, written, written_one
from services.sandbox.xero.books.documents import DocumentWriter
from services.sandbox.xero.books.families import CREDIT_NOTES, INVOICES, Family
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.papers import Document
from services.sandbox.xero.books.problems import ElementRefusedError, NotFoundError
from services.sandbox.xero.query import resources
from services.sandbox.xero.query.fields import Fields
from services.sandbox.xero.views import documents as views
from services.sandbox.xero.views.common import Flavour, Json


def _show(call: Call, rows: list[Document], flavour: Flavour) -> list[Json]:
    return [views.document(call.ledger, row, flavour, unit_places=call.unit_places) for row in rows]


def _summary(call: Call, rows: list[Document]) -> list[Json]:
    return [views.document_summary(call.ledger, row, unit_places=call.unit_places) for row in rows]


def _invoice_filters(call: Call) -> list[Test[Document]]:
    filters: list[Test[Document]] = [
        *only(id_list(call, "IDs"), lambda one: one.id),
        *only(text_list(call, "InvoiceNumbers"), lambda one: one.number),
        *only(id_list(call, "ContactIDs"), lambda one: one.contact_id),
        *only(text_list(call, "Statuses"), lambda one: one.status),
        *search(call, lambda one: (one.number, one.reference)),
    ]
    if call.flag("createdByMyApp") is True:
        filters.append(lambda one: one.created_by == call.client_id)
    return filters


def _is_new(call: Call, echo: Document) -> bool:
    return echo.id not in call.ledger.documents(echo.kind)


@dataclass(frozen=True, slots=True)
class Documents:
    """The calls of one family."""

    family: Family
    key: str
    fields: Fields
    filters: Callable[[Call], list[Test[Document]]]

    def get_all(self, call: Call) -> Answer:
        listing = Listing[Document](
            key=self.key,
            fields=self.fields,
            rows=lambda ledger: ledger.documents(self.family.kind).values(),
            show=_show,
            summary=_summary,
            is_paged=True,
            updated=lambda row: row.updated,
            filters=self.filters,
        )
        return listed(call, listing)

    def put(self, call: Call) -> Answer:
        return written(call, self._writing, self._writer(call).create)

    def post(self, call: Call) -> Answer:
        return written(call, self._writing, self._writer(call).create_or_update)

    def get_one(self, call: Call) -> Answer:
        return envelope(call, self.key, _show(call, [self.found(call)], Flavour.SINGLE))

    def post_one(self, call: Call) -> Answer:
        one = self.found(call)
        writer = self._writer(call)
        return written_one(call, self._writing, (self.family.id_key, one.id), lambda given: writer.update(one, given))

    def found(self, call: Call) -> Document:
        """By id; invoices and sales credit notes also by number."""
        one = call.ledger.document_for(self.family.kind, call.segments[1])
        if one is None:
            raise NotFoundError(f"no {self.family.noun} {call.segments[1]}")
        return one

    def _writer(self, call: Call) -> DocumentWriter:
        return DocumentWriter(
            call.ledger,
            self.family,
            unit_places=call.unit_places,
            client=call.client_id,
            allows_backorders=call.flag("allowBackorders") is True,
        )

    @property
    def _writing(self) -> Writing[Document]:
        return Writing(
            key=self.key,
            show=lambda call, one: _show(call, [call.ledger.document(one.id)], Flavour.WRITTEN)[0],
            show_refused=self._refused,
            error_flag="HasErrors",
        )

    def _refused(self, call: Call, given: Given, refusal: ElementRefusedError) -> Json:
        echo = refusal.echo
        if not isinstance(echo, Document):
            return echoed(id_key=self.family.id_key)(call, given, refusal)
        is_new = _is_new(call, echo)
        return views.refused(call.ledger, echo, is_new=is_new, unit_places=call.unit_places)


invoices = Documents(INVOICES, "Invoices", resources.INVOICES, _invoice_filters)
credit_notes = Documents(CREDIT_NOTES, "CreditNotes", resources.CREDIT_NOTES, lambda _: [])
