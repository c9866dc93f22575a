"""The status of a document, asked and changed."""

from typing import Any

NOT_MODIFIABLE = "Invoice not of valid status for modification"


async def set_status(xero: Any, invoice: dict[str, Any], status: str) -> Any:
    return await xero.call("POST", f"/Invoices/{invoice['InvoiceID']}", {"Status": status})


async def status_of(xero: Any, invoice: dict[str, Any]) -> str:
    answer = await xero.call("GET", f"/Invoices/{invoice['InvoiceID']}")
    return str(answer.body["Invoices"][0]["Status"])
