"""Baselines without the product: the same documents, ready-made, in a bare loop and by Xero's official Python SDK."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx
import msgspec
from xero_python import accounting as models
from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token

from deploy.demo.stage import Stage
from shared.xero import wire

BATCH = 50
ENCODER = msgspec.json.Encoder(decimal_format="number")
API = "/api.xro/2.0"
LINES = ("Description", "Quantity", "UnitAmount", "AccountCode", "TaxType", "DiscountRate", "DiscountAmount")
FIELDS = ("Type", "Date", "DueDate", "LineAmountTypes", "CurrencyCode", "CurrencyRate", "Reference")
Document = dict[str, Any]


def ready(books: Mapping[str, Sequence[Mapping[str, Any]]], prefix: str) -> list[Document]:
    """The invoices of these books once more, under new numbers."""
    rows = [row for row in books["Invoices"] if row["Status"] in {"DRAFT", "AUTHORISED"}]
    return [_again(row, prefix) for row in rows]


def bare_loop(stage: Stage, documents: Sequence[Document], *, batch: int = BATCH) -> float:
    """Seconds in which they are just sent, so many at a time."""
    headers = {
        "Authorization": f"Bearer {_token(stage)['access_token']}", "xero-tenant-id": stage.organisation,
        "Accept": "application/json", "Content-Type": "application/json",
    }  # fmt: skip
    with httpx.Client(base_url=stage.xero.url, headers=headers, timeout=60, trust_env=False) as http:

        def send(some: Sequence[Document]) -> None:
            body = ENCODER.encode({"Invoices": some})
            asked = {"summarizeErrors": "false", "unitdp": "4"}
            http.put(f"{API}/Invoices", params=asked, content=body).raise_for_status()

        return _timed(documents, batch, send)


def by_sdk(stage: Stage, documents: Sequence[Document], *, batch: int) -> float:
    """Seconds in which the official SDK sends them, so many at a time; the bodies are its own models."""
    tokens = _token(stage)
    client = ApiClient(Configuration(oauth2_token=OAuth2Token(client_id="bench", client_secret="none")))  # noqa: S106
    client.oauth2_token_getter(lambda: tokens)
    client.oauth2_token_saver(lambda _token: None)
    client.set_oauth2_token(tokens)
    accounting = AccountingApi(client, base_url=f"{stage.xero.url}{API}")
    made = [_model(one) for one in documents]

    def send(some: Sequence[Any]) -> None:
        accounting.create_invoices(stage.organisation, models.Invoices(invoices=list(some)), unitdp=4)

    try:
        return _timed(made, batch, send)
    finally:
        client.rest_client.pool_manager.clear()


def _timed(documents: Sequence[Any], batch: int, send: Callable[[Sequence[Any]], None]) -> float:
    began = time.perf_counter()
    for start in range(0, len(documents), batch):
        send(documents[start : start + batch])
    return time.perf_counter() - began


def _token(stage: Stage) -> dict[str, Any]:
    found: dict[str, Any] = stage.xero.post("tokens", {"organisations": [stage.organisation]})
    return found


def _again(row: Mapping[str, Any], prefix: str) -> Document:
    lines = [{name: line[name] for name in LINES if name in line} for line in row["LineItems"]]
    made = {name: row[name] for name in FIELDS if name in row}
    return made | {
        "InvoiceNumber": f"{prefix}-{row['InvoiceNumber']}",
        "Status": row["Status"],
        "Contact": {"ContactID": row["Contact"]["ContactID"]},
        "LineItems": lines,
    }


def _model(document: Document) -> Any:
    lines = [
        models.LineItem(
            description=line.get("Description"),
            quantity=float(line["Quantity"]) if "Quantity" in line else None,
            unit_amount=float(line["UnitAmount"]) if "UnitAmount" in line else None,
            account_code=line.get("AccountCode"),
            tax_type=line.get("TaxType"),
            discount_rate=float(line["DiscountRate"]) if "DiscountRate" in line else None,
            discount_amount=float(line["DiscountAmount"]) if "DiscountAmount" in line else None,
        )
        for line in document["LineItems"]
    ]
    return models.Invoice(
        type=document["Type"],
        contact=models.Contact(contact_id=document["Contact"]["ContactID"]),
        date=_day(document["Date"]),
        due_date=_day(document.get("DueDate")),
        line_amount_types=models.LineAmountTypes(document["LineAmountTypes"]),
        currency_code=models.CurrencyCode(document.get("CurrencyCode", "GBP")),
        currency_rate=float(document["CurrencyRate"]) if "CurrencyRate" in document else None,
        reference=document.get("Reference"),
        invoice_number=document["InvoiceNumber"],
        status=document["Status"],
        line_items=lines,
    )


def _day(written: Any) -> Any:
    return None if written is None else wire.moment(str(written)).date()
