"""Connections that break before or after the write was carried out, over a real socket."""

from typing import Any

import httpx
import pytest

BODY = {"Name": "Ada Ltd"}


def call(xero: Any, verb: str, **options: Any) -> httpx.Response:
    headers = {
        "authorization": f"Bearer {xero.tokens['access_token']}",
        "xero-tenant-id": xero.tenant,
        "accept": "application/json",
        "idempotency-key": "k-1",
    }
    url = f"{xero.accounting.base_url}/Contacts"
    return httpx.request(verb, url, headers=headers, trust_env=False, timeout=10, **options)


def names(xero: Any) -> list[str]:
    return [one["Name"] for one in call(xero, "GET").json()["Contacts"]]


@pytest.mark.parametrize(("carried_out", "written"), [(True, ["Ada Ltd"]), (False, [])])
@pytest.mark.parametrize("kind", ["reset", "hang"])
def test_an_answer_that_never_comes(xero: Any, kind: str, carried_out: bool, written: list[str]) -> None:  # noqa: FBT001 a parameter of the table
    fault = {
        "kind": kind,
        "method": "PUT",
        "path": "*/Contacts",
        "count": 1,
        "carried_out": carried_out,
        "seconds": 0.1,
    }
    xero.control.post("/faults", json=fault).raise_for_status()

    with pytest.raises(httpx.TransportError):
        call(xero, "PUT", json=BODY)

    assert names(xero) == written
    again = call(xero, "PUT", json=BODY)
    assert again.status_code == 200
    assert names(xero) == ["Ada Ltd"]
