"""Which right of Xero a resource needs, to name the missing one (R152)."""

SCOPES: dict[str, str] = {
    "Invoices": "accounting.invoices",
    "CreditNotes": "accounting.invoices",
    "Items": "accounting.settings",
    "Payments": "accounting.payments",
    "BatchPayments": "accounting.payments",
    "Overpayments": "accounting.payments",
    "Prepayments": "accounting.payments",
    "BankTransactions": "accounting.banktransactions",
    "Contacts": "accounting.contacts",
    "Organisation": "accounting.settings",
    "Accounts": "accounting.settings",
    "TaxRates": "accounting.settings",
    "Currencies": "accounting.settings",
    "TrackingCategories": "accounting.settings",
}


def needed_for(asked: str) -> str:
    """What `GET /Contacts/…` or `write of Contacts` needs, in words; what nobody knows is named as it was asked."""
    resource = asked.rsplit(" ", 1)[-1].strip("/").partition("/")[0]
    scope = SCOPES.get(resource)
    return f"{resource} need the right {scope} and a role that may use them" if scope else f"{asked} is not allowed"
