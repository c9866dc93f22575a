"""A first load: how many calls it takes, against the fewest possible, and how fast it is, against bare calls."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
import msgspec
from rich.console import Console

from deploy.demo import books as compared
from deploy.demo.life import ENTITY
from deploy.demo.rates import confirm_beforehand
from deploy.demo.sandboxes import Calls
from deploy.demo.stage import Stage, on_own_stack

BATCH = 50
ENCODER = msgspec.json.Encoder(decimal_format="number")
API = "/api.xro/2.0"
LINES = ("Description", "Quantity", "UnitAmount", "AccountCode", "TaxType", "DiscountRate", "DiscountAmount")
FIELDS = ("Type", "Date", "DueDate", "LineAmountTypes", "CurrencyCode", "CurrencyRate", "Reference")


def first_load(size: int, seed: int, words: Console) -> list[dict[str, Any]]:
    """Bring a company of so many documents across once, and measure.

    Raises AssertionError where the books do not agree afterwards: a wrong result has no speed.
    """
    with on_own_stack(words) as stage:
        stage.scoro.post("seed", {"seed": seed, "size": size})
        stage.operator.connect()
        stage.operator.command("sync", "--follow", "--json")
        stage.operator.command("settings", "set", "default_sales_account=200")
        confirm_beforehand(stage.operator, stage.scoro)
        stage.operator.command("settings", "set", "contacts.enabled=true", "invoices.enabled=true")
        stage.xero.post("counters", method="DELETE")
        began = time.perf_counter()
        stage.operator.command("sync", "--follow", "--json")
        seconds = time.perf_counter() - began
        calls = Calls(stage.xero.get("counters"))
        books = stage.xero.get("dump", organisation=stage.organisation)
        found = compared.from_scoro(stage.scoro.get(f"dump/{ENTITY}", module=["contacts", "invoices"]), books)
        if not found.agrees:
            raise AssertionError(f"the books do not agree: {found}")
        bare = _bare(stage, books)
    return [
        _calls(size, calls.writes, least(books)),
        {
            "name": "documents a second, first load",
            "documents": size,
            "value": round(size / seconds, 1),
            "baseline": round(size / bare, 1),
            "baseline_is": "the same documents, ready-made, sent by a bare loop",
            "ratio": round(bare / seconds, 3),
        },
        {"name": "429 answers, first load", "documents": size, "value": calls.too_many, "baseline": 0, "ratio": None},
    ]


def _calls(size: int, made: int, fewest: int) -> dict[str, Any]:
    return {
        "name": "writing calls, first load",
        "documents": size,
        "value": made,
        "baseline": fewest,
        "baseline_is": "the fewest possible: fifty of a kind in each",
        "ratio": round(made / fewest, 3),
    }


def least(books: Mapping[str, Sequence[Any]]) -> int:
    """The fewest calls that could have made these books."""
    return sum(-(-len(books[kind]) // BATCH) for kind in ("Contacts", "Invoices", "CreditNotes"))


def _bare(stage: Stage, books: Mapping[str, Sequence[Mapping[str, Any]]]) -> float:
    """Seconds that the same invoices take when they are just sent, fifty at a time, under new numbers."""
    token = stage.xero.post("tokens", {"organisations": [stage.organisation]})["access_token"]
    stage.xero.post("limits", {"organisation": stage.organisation, "per_minute": 100_000}, method="PUT")
    documents = [_again(row) for row in books["Invoices"] if row["Status"] in {"DRAFT", "AUTHORISED"}]
    headers = {
        "Authorization": f"Bearer {token}", "xero-tenant-id": stage.organisation,
        "Accept": "application/json", "Content-Type": "application/json",
    }  # fmt: skip
    with httpx.Client(base_url=stage.xero.url, headers=headers, timeout=60, trust_env=False) as http:
        began = time.perf_counter()
        for start in range(0, len(documents), BATCH):
            _send(http, documents[start : start + BATCH])
        seconds = time.perf_counter() - began
    total = len(books["Invoices"]) + len(books["CreditNotes"])
    return seconds * total / max(1, len(documents))


def _send(http: httpx.Client, documents: list[dict[str, Any]]) -> None:
    body = ENCODER.encode({"Invoices": documents})
    http.put(f"{API}/Invoices", params={"summarizeErrors": "false", "unitdp": "4"}, content=body).raise_for_status()


def _again(row: Mapping[str, Any]) -> dict[str, Any]:
    lines = [{name: line[name] for name in LINES if name in line} for line in row["LineItems"]]
    made = {name: row[name] for name in FIELDS if name in row}
    return made | {
        "InvoiceNumber": f"bare-{row['InvoiceNumber']}",
        "Status": row["Status"],
        "Contact": {"ContactID": row["Contact"]["ContactID"]},
        "LineItems": lines,
    }
