"""What a call carried, as people may see it."""

import datetime as dt

from services.console import carried
from shared.contracts.envelope import Category, Lane
from shared.store.records import Call, CallEntry

AT = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
BODY = b'{"Invoices":[{"InvoiceNumber":"1","Total":100.00},{"InvoiceNumber":"2","Total":0.10,"x":{"apiKey":"s"}}]}'
CALL = Call(
    id="c", connection_id="acme", category=Category.INVOICES, system="xero", lane=Lane.CHANGED, resource="Invoices",
    method="PUT", path="Invoices", params={}, body=BODY, idempotency_key="k",
    entries=(CallEntry(1, "1", "", {}), CallEntry(2, "2", "", {})), sent_at=AT, owner="w",
)  # fmt: skip


def test_each_object_has_its_element_with_amounts_as_they_were_written() -> None:
    assert '"Total": 100.00' in carried.sent(CALL, 1)
    assert "100.00" not in carried.sent(CALL, 2)
    assert '"Total": 0.10' in carried.answered(CALL, 2, BODY.decode())


def test_no_secret_is_shown_however_deep_it_lies() -> None:
    assert "apiKey" not in carried.sent(CALL, 2)


def test_what_is_no_json_is_shown_as_it_is() -> None:
    assert carried.answered(CALL, 1, "<html>away</html>") == "<html>away</html>"
