"""What the SDK sends, made and saved."""

import datetime as dt
from typing import Any

from xero_python import accounting as models

TODAY = dt.date(2026, 11, 20)


DUE = dt.date(2026, 12, 4)


def a_contact(xero: Any, name: str = "Ada Ltd", **fields: Any) -> Any:
    contact = models.Contact(name=name, **fields)
    return xero.accounting.create_contacts(xero.tenant, models.Contacts(contacts=[contact])).contacts[0]


def a_line(**fields: Any) -> Any:
    return models.LineItem(
        **({"description": "Design", "quantity": 2.0, "unit_amount": 10.5, "account_code": "200"} | fields)
    )


def an_invoice(contact: Any, **fields: Any) -> Any:
    values: dict[str, Any] = {
        "type": "ACCREC",
        "contact": models.Contact(contact_id=contact.contact_id),
        "date": TODAY,
        "due_date": DUE,
        "line_amount_types": models.LineAmountTypes.EXCLUSIVE,
        "status": "AUTHORISED",
        "line_items": [a_line()],
    }
    return models.Invoice(**(values | fields))


def saved_invoice(xero: Any, **fields: Any) -> Any:
    contact = fields.pop("contact", None) or a_contact(xero)
    body = models.Invoices(invoices=[an_invoice(contact, **fields)])
    return xero.accounting.create_invoices(xero.tenant, body).invoices[0]


def a_bill(xero: Any, **fields: Any) -> Any:
    """A saved one."""
    return saved_invoice(xero, **({"type": "ACCPAY", "line_items": [a_line(account_code="429")]} | fields))


def a_credit_note(xero: Any, contact: Any, **fields: Any) -> Any:
    values: dict[str, Any] = {
        "type": "ACCRECCREDIT",
        "contact": models.Contact(contact_id=contact.contact_id),
        "date": TODAY,
        "line_amount_types": models.LineAmountTypes.EXCLUSIVE,
        "status": "AUTHORISED",
        "line_items": [a_line()],
    }
    note = models.CreditNote(**(values | fields))
    return xero.accounting.create_credit_notes(xero.tenant, models.CreditNotes(credit_notes=[note])).credit_notes[0]


def a_payment(invoice: Any, amount: float, **fields: Any) -> Any:
    values: dict[str, Any] = {
        "invoice": models.Invoice(invoice_id=invoice.invoice_id),
        "account": models.Account(code="090"),
        "date": TODAY,
        "amount": amount,
        "reference": "bank 4711",
    }
    return models.Payment(**(values | fields))


def a_refund(amount: float, **credit: Any) -> Any:
    """`credit_note=`, `prepayment=` or `overpayment=`."""
    return models.Payment(account=models.Account(code="090"), date=TODAY, amount=amount, **credit)


def paid(xero: Any, *payments: Any) -> list[Any]:
    """The payments as they were saved."""
    body = models.Payments(payments=list(payments))
    found: list[Any] = xero.accounting.create_payments(xero.tenant, body).payments
    return found


def read(xero: Any, invoice: Any) -> Any:
    return xero.accounting.get_invoice(xero.tenant, invoice.invoice_id).invoices[0]


def a_category(xero: Any, name: str, *options: str) -> Any:
    """A tracking category with its options, as it is read."""
    category = xero.accounting.create_tracking_category(xero.tenant, models.TrackingCategory(name=name))
    category_id = category.tracking_categories[0].tracking_category_id
    for option in options:
        xero.accounting.create_tracking_options(xero.tenant, category_id, models.TrackingOption(name=option))
    return xero.accounting.get_tracking_category(xero.tenant, category_id).tracking_categories[0]


def tracked(category: Any, option: int = 0) -> Any:
    return models.LineItemTracking(
        tracking_category_id=category.tracking_category_id,
        tracking_option_id=category.options[option].tracking_option_id,
    )


def a_bank_transaction(xero: Any, kind: str, contact: Any = None, **fields: Any) -> Any:
    """A saved one over 25.00."""
    contact = contact or a_contact(xero, "Bank customer")
    code = "200" if kind.startswith("RECEIVE") else "429"
    values: dict[str, Any] = {
        "type": kind,
        "contact": models.Contact(contact_id=contact.contact_id),
        "bank_account": models.Account(code="090"),
        "date": TODAY,
        "line_items": [models.LineItem(description="Ahead", quantity=1.0, unit_amount=25.0, account_code=code)],
    }
    body = models.BankTransactions(bank_transactions=[models.BankTransaction(**(values | fields))])
    return xero.accounting.create_bank_transactions(xero.tenant, body).bank_transactions[0]
