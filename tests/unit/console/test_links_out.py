"""Addresses of the other systems' own pages."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest

from services.console import links_out
from shared.contracts.envelope import Category
from shared.store.connections import Connection, ConnectionState

CONNECTION = Connection(
    id="acme", site_url="https://acme.scoro.com/api/v2", entity="1", time_zone="UTC", state=ConnectionState.ACTIVE,
    organisation={"short_code": "!AcmUK"}, first_connected_at=dt.datetime(2026, 11, 2, tzinfo=dt.UTC),
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "page"),
    [
        ("invoice", "/AccountsReceivable/View.aspx?InvoiceID=60aa"),
        ("bill", "/AccountsPayable/Edit.aspx?InvoiceID=60aa"),
        ("credit_note", "/AccountsPayable/ViewCreditNote.aspx?creditNoteID=60aa"),
        ("contact", "/Contacts/View/60aa"),
    ],
)
def test_a_page_in_xero_is_that_of_the_connected_organisation(kind: str, page: str) -> None:
    address = urlsplit(links_out.in_xero(CONNECTION, kind, "60aa"))

    assert (address.scheme, address.netloc, address.path) == (
        "https", "go.xero.com", "/organisationlogin/default.aspx",
    )  # fmt: skip
    assert parse_qs(address.query) == {"shortcode": ["!AcmUK"], "redirecturl": [page]}


def test_no_id_leads_anywhere_else() -> None:
    address = urlsplit(links_out.in_xero(CONNECTION, "contact", "x&shortcode=!Evil/../y"))

    assert parse_qs(address.query)["shortcode"] == ["!AcmUK"]
    assert links_out.in_scoro(CONNECTION, Category.INVOICES, "7/../8") == (
        "https://acme.scoro.com/invoices/view/7%2F..%2F8"
    )


def test_what_is_not_known_has_no_address() -> None:
    assert links_out.in_xero(CONNECTION, "product", "60aa") == ""
    assert links_out.in_xero(CONNECTION, "invoice", None) == ""
    assert links_out.in_scoro(CONNECTION, Category.CONTACTS, "7") == ""
