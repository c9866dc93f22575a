"""What is bought at the Paper Mill."""

from decimal import Decimal
from typing import Any

A_COST = {"Description": "Paper", "Quantity": 1, "UnitAmount": Decimal("100.00"), "AccountCode": "453"}
A_BILL: dict[str, Any] = {
    "Type": "ACCPAY",
    "Contact": {"Name": "Paper Mill"},
    "InvoiceNumber": "B-1",
    "LineItems": [A_COST],
}
HAS_MONEY = "This document cannot be edited as it has a payment or credit note allocated to it."
