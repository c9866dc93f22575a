"""Which address answers which verb, and which scope it needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from services.sandbox.xero.api.call import Answer, Call
from services.sandbox.xero.api.resources import (
    allocations,
    bank_transactions,
    batches,
    contact_groups,
    contacts,
    documents,
    history,
    items,
    payments,
    prepaid,
    setup,
    tracking,
)

Handler = Callable[[Call], Answer]
Verbs = Mapping[str, Handler]

SETTINGS = ("accounting.settings",)
SALES = ("accounting.invoices", "accounting.transactions")
BANK = ("accounting.banktransactions", "accounting.transactions")
MONEY = ("accounting.payments", "accounting.transactions")
CONTACTS = ("accounting.contacts",)
ITEMS = ("accounting.invoices", "accounting.settings")


@dataclass(frozen=True, slots=True)
class Resource:
    """`shapes` by what follows the name: `` the list, `*` one element, `*/Allocations` …; `scopes`: any of them."""

    scopes: tuple[str, ...]
    shapes: Mapping[str, Verbs]


HISTORY: Mapping[str, Verbs] = {"*/history": {"GET": history.get_all, "PUT": history.put, "POST": history.put}}
ALLOCATIONS: Mapping[str, Verbs] = {
    "*/allocations": {"PUT": allocations.put},
    "*/allocations/*": {"DELETE": allocations.delete_one},
}
RESOURCES: Mapping[str, Resource] = {
    "organisation": Resource(SETTINGS, {"": {"GET": setup.get_organisation}, "actions": {"GET": setup.get_actions}}),
    "accounts": Resource(
        SETTINGS,
        {
            "": {"GET": setup.get_accounts, "PUT": setup.put_account},
            "*": {"GET": setup.get_account, "POST": setup.post_account, "DELETE": setup.delete_account},
        },
    ),
    "taxrates": Resource(
        SETTINGS,
        {
            "": {"GET": setup.get_tax_rates, "PUT": setup.put_tax_rates, "POST": setup.post_tax_rates},
            "*": {"GET": setup.get_tax_rate},
        },
    ),
    "currencies": Resource(SETTINGS, {"": {"GET": setup.get_currencies, "PUT": setup.put_currencies}}),
    "brandingthemes": Resource(SETTINGS, {"": {"GET": setup.get_branding_themes}}),
    "trackingcategories": Resource(
        SETTINGS,
        {
            "": {"GET": tracking.get_all, "PUT": tracking.put},
            "*": {"GET": tracking.get_one, "POST": tracking.post_one, "DELETE": tracking.delete_one},
            "*/options": {"PUT": tracking.put_options},
            "*/options/*": {"POST": tracking.post_option, "DELETE": tracking.delete_option},
        },
    ),
    "contacts": Resource(
        CONTACTS,
        {
            "": {"GET": contacts.get_all, "PUT": contacts.put, "POST": contacts.post},
            "*": {"GET": contacts.get_one, "POST": contacts.post_one},
            **HISTORY,
        },
    ),
    "contactgroups": Resource(
        CONTACTS,
        {
            "": {"GET": contact_groups.get_all, "PUT": contact_groups.put, "POST": contact_groups.post},
            "*": {"GET": contact_groups.get_one, "POST": contact_groups.post_one},
            "*/contacts": {"PUT": contact_groups.put_contacts, "DELETE": contact_groups.delete_contacts},
            "*/contacts/*": {"DELETE": contact_groups.delete_contact},
        },
    ),
    "items": Resource(
        ITEMS,
        {
            "": {"GET": items.get_all, "PUT": items.put, "POST": items.post},
            "*": {"GET": items.get_one, "POST": items.post_one, "DELETE": items.delete_one},
            **HISTORY,
        },
    ),
    "invoices": Resource(
        SALES,
        {
            "": {
                "GET": documents.invoices.get_all,
                "PUT": documents.invoices.put,
                "POST": documents.invoices.post,
            },
            "*": {"GET": documents.invoices.get_one, "POST": documents.invoices.post_one},
            **HISTORY,
        },
    ),
    "creditnotes": Resource(
        SALES,
        {
            "": {
                "GET": documents.credit_notes.get_all,
                "PUT": documents.credit_notes.put,
                "POST": documents.credit_notes.post,
            },
            "*": {"GET": documents.credit_notes.get_one, "POST": documents.credit_notes.post_one},
            **ALLOCATIONS,
            **HISTORY,
        },
    ),
    "prepayments": Resource(
        MONEY,
        {"": {"GET": prepaid.prepayments.get_all}, "*": {"GET": prepaid.prepayments.get_one}, **ALLOCATIONS, **HISTORY},
    ),
    "overpayments": Resource(
        MONEY,
        {
            "": {"GET": prepaid.overpayments.get_all},
            "*": {"GET": prepaid.overpayments.get_one},
            **ALLOCATIONS,
            **HISTORY,
        },
    ),
    "banktransactions": Resource(
        BANK,
        {
            "": {"GET": bank_transactions.get_all, "PUT": bank_transactions.put, "POST": bank_transactions.post},
            "*": {"GET": bank_transactions.get_one, "POST": bank_transactions.post_one},
            **HISTORY,
        },
    ),
    "batchpayments": Resource(
        MONEY,
        {
            "": {"GET": batches.get_all, "PUT": batches.put, "POST": batches.post},
            "*": {"GET": batches.get_one, "POST": batches.post_one},
            **HISTORY,
        },
    ),
    "payments": Resource(
        MONEY,
        {
            "": {"GET": payments.get_all, "PUT": payments.put, "POST": payments.put},
            "*": {"GET": payments.get_one, "POST": payments.post_one},
            **HISTORY,
        },
    ),
}

REAL_BUT_ABSENT = frozenset(
    {
        "bankTransfers", "budgets", "employees",
        "expenseClaims", "invoiceReminders", "journals", "linkedTransactions", "manualJournals",
        "paymentServices", "purchaseOrders", "quotes", "receipts", "repeatingInvoices", "reports",
        "setup", "users",
    }
)  # fmt: skip
"""Resources Xero has and this sandbox does not: 501 instead of 404."""
_ABSENT = frozenset(name.lower() for name in REAL_BUT_ABSENT)
_REAL_BELOW = frozenset({"history", "attachments", "pdf", "onlineinvoice", "email", "cissettings"})


@dataclass(frozen=True, slots=True)
class Route:
    resource: Resource
    verbs: Verbs


def find(segments: tuple[str, ...]) -> Route | int:
    """The route, or the status to refuse with: 404 nothing there, 501 real but not in this sandbox."""
    name = segments[0].lower() if segments else ""
    resource = RESOURCES.get(name)
    if resource is None:
        return 501 if name in _ABSENT else 404
    below = tuple(part.lower() for part in segments[1:])
    for shape, verbs in resource.shapes.items():
        parts = tuple(shape.split("/")) if shape else ()
        if len(parts) == len(below) and all(a in ("*", b) for a, b in zip(parts, below, strict=True)):
            return Route(resource, verbs)
    return 501 if len(below) > 1 and below[1] in _REAL_BELOW else 404


def has_scope(resource: Resource, method: str, granted: frozenset[str]) -> bool:
    needed = set(resource.scopes)
    if method == "GET":
        needed |= {f"{scope}.read" for scope in resource.scopes}
    return bool(needed & granted)
