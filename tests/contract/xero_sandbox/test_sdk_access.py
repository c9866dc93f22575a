"""Xero's own Python SDK meets limits, lost access and keys that come twice."""

from typing import Any

import pytest
from xero_python import accounting as models
from xero_python.exceptions import (
    HTTPStatusException,
    NotFoundException,
    RateLimitException,
)

from tests.contract.xero_sandbox.sdk import a_contact, an_invoice


def test_idempotency_keys(xero: Any) -> None:
    contact = a_contact(xero)
    body = models.Invoices(invoices=[an_invoice(contact)])

    first, second = (
        xero.accounting.create_invoices(xero.tenant, body, idempotency_key="k-1").invoices[0] for _ in range(2)
    )

    assert first.invoice_id == second.invoice_id


def test_not_found(xero: Any) -> None:
    with pytest.raises(NotFoundException):
        xero.accounting.get_invoice(xero.tenant, "11111111-2222-3333-4444-555555555555")


def test_limits(xero: Any) -> None:
    xero.control.put("/limits", json={"per_minute": 1}).raise_for_status()
    xero.accounting.get_organisations(xero.tenant)

    with pytest.raises(RateLimitException) as refused:
        xero.accounting.get_organisations(xero.tenant)

    assert refused.value.rate_limit == "minute"


def test_connections_refreshing_and_revoking(xero: Any) -> None:
    connection = xero.identity.get_connections()[0]
    refreshed = xero.client.refresh_oauth2_token()
    organisation = xero.accounting.get_organisations(xero.tenant).organisations[0]
    xero.client.revoke_oauth2_token()

    assert (connection.tenant_name, connection.tenant_id) == (organisation.name, xero.tenant)
    assert refreshed["refresh_token"] != xero.tokens["refresh_token"]


def test_an_expired_token(xero: Any) -> None:
    xero.control.post("/tokens/expire", json={"kind": "access"}).raise_for_status()

    with pytest.raises(HTTPStatusException) as refused:
        xero.accounting.get_organisations(xero.tenant)

    assert refused.value.status == 401


def test_removing_a_connection(xero: Any) -> None:
    connection = xero.identity.get_connections()[0]

    xero.identity.delete_connection(connection.id)

    assert xero.identity.get_connections() == []
