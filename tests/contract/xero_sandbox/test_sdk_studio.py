"""Xero's own Python SDK reads every list and every single object of the made-up studio."""

from typing import Any

import pytest

STUDIO = {"name": "Acme Studio Ltd", "currencies": ["EUR", "USD"], "made_up": {"seed": 4, "size": 60}}
# what lists are called, whether they have pages, how one object is read
LISTS = (
    ("invoices", True, "get_invoice", "invoice_id"),
    ("credit_notes", True, "get_credit_note", "credit_note_id"),
    ("prepayments", True, "get_prepayment", "prepayment_id"),
    ("overpayments", True, "get_overpayment", "overpayment_id"),
    ("payments", True, "get_payment", "payment_id"),
    ("batch_payments", False, "get_batch_payment", "batch_payment_id"),
    ("bank_transactions", True, "get_bank_transaction", "bank_transaction_id"),
    ("contacts", True, "get_contact", "contact_id"),
    ("items", False, "get_item", "item_id"),
    ("accounts", False, "get_account", "account_id"),
    ("tracking_categories", False, "get_tracking_category", "tracking_category_id"),
)


@pytest.fixture(name="studio")
def _studio(xero: Any) -> Any:
    """The SDK signed in to it as well."""
    body = {"replace": False, "organisations": [STUDIO]}
    xero.control.post("/seed", json=body).raise_for_status()
    tokens = xero.control.post("/tokens", json={"organisations": ["Acme Studio Ltd"], "scope": xero.tokens["scope"]})
    xero.client.set_oauth2_token(tokens.json())
    organisations = xero.control.get("/organisations").json()
    xero.tenant = next(one["id"] for one in organisations if one["name"] == "Acme Studio Ltd")
    return xero


@pytest.mark.parametrize(("name", "is_paged", "read_one", "own_id"), LISTS, ids=[row[0] for row in LISTS])
def test_lists_and_single_objects(studio: Any, name: str, is_paged: bool, read_one: str, own_id: str) -> None:  # noqa: FBT001 a parameter of the table
    read_list = getattr(studio.accounting, f"get_{name}")

    plain = getattr(read_list(studio.tenant), name)
    paged = getattr(read_list(studio.tenant, page=1, page_size=1000), name) if is_paged else plain
    singles = [
        getattr(getattr(studio.accounting, read_one)(studio.tenant, getattr(one, own_id)), name)[0] for one in paged
    ]

    assert singles
    assert [getattr(one, own_id) for one in singles] == [getattr(one, own_id) for one in plain]
