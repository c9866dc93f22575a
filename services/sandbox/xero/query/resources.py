"""The property tables of all listed resources."""

from typing import Any

from services.sandbox.xero.books.accounts_fit import CLASS_OF
from services.sandbox.xero.books.contact_fields import TEXT_LIMITS
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.papers import BankTransaction, Document
from services.sandbox.xero.query.fields import (
    Kind,
    Read,
    amount,
    constant,
    day,
    fields,
    flag,
    guid,
    moment,
    text,
    through,
)

_Table = dict[str, tuple[Kind, Read]]


def _contact_text(key: str) -> tuple[Kind, Read]:
    return Kind.TEXT, lambda _, one: one.text.get(key)


_CONTACT: _Table = {
    "ContactID": guid("id"),
    "Name": text("name"),
    "ContactStatus": text("status"),
    "ContactNumber": text("number"),
    "IsCustomer": flag("is_customer"),
    "IsSupplier": flag("is_supplier"),
    "UpdatedDateUTC": moment("updated"),
    "HasAttachments": constant(Kind.FLAG, value=False),
    **{key: _contact_text(key) for key in TEXT_LIMITS},
}


def _contact_of(ledger: Ledger, document: Document | BankTransaction) -> Any:
    return ledger.contacts.get(document.contact_id)


def _open_amount(_: Ledger, document: Document) -> Any:
    return document.outstanding if document.status not in {"VOIDED", "DELETED"} else document.total * 0


_DOCUMENT: _Table = {
    "Type": text("type"),
    "Status": text("status"),
    "Reference": text("reference"),
    "Date": day("date"),
    "DueDate": day("due_date"),
    "FullyPaidOnDate": day("fully_paid_on"),
    "LineAmountTypes": text("line_amount_types"),
    "CurrencyCode": text("currency_code"),
    "CurrencyRate": amount("currency_rate"),
    "SubTotal": amount("sub_total"),
    "TotalTax": amount("total_tax"),
    "Total": amount("total"),
    "SentToContact": flag("is_sent"),
    "BrandingThemeID": guid("branding_theme_id"),
    "HasAttachments": constant(Kind.FLAG, value=False),
    "UpdatedDateUTC": moment("updated"),
    **through("Contact", _contact_of, _CONTACT),
}
_INVOICE: _Table = {
    **_DOCUMENT,
    "InvoiceID": guid("id"),
    "InvoiceNumber": text("number"),
    "AmountDue": (Kind.NUMBER, _open_amount),
    "AmountPaid": amount("paid"),
    "AmountCredited": amount("credited"),
    "Url": text("url"),
    "ExpectedPaymentDate": day("expected_payment_date"),
    "PlannedPaymentDate": day("planned_payment_date"),
}
_CREDIT_NOTE: _Table = {
    **_DOCUMENT,
    "CreditNoteID": guid("id"),
    "CreditNoteNumber": text("number"),
    "RemainingCredit": (Kind.NUMBER, _open_amount),
}
_PREPAYMENT: _Table = {
    **_DOCUMENT,
    "PrepaymentID": guid("id"),
    "InvoiceNumber": text("number"),
    "RemainingCredit": (Kind.NUMBER, _open_amount),
}
_OVERPAYMENT: _Table = {
    **_DOCUMENT,
    "OverpaymentID": guid("id"),
    "RemainingCredit": (Kind.NUMBER, _open_amount),
}
_ACCOUNT: _Table = {
    "AccountID": guid("id"),
    "Code": text("code"),
    "Name": text("name"),
    "Type": text("type"),
    "Status": text("status"),
    "Description": text("description"),
    "TaxType": text("tax_type"),
    "Class": (Kind.TEXT, lambda _, one: CLASS_OF[one.type]),
    "SystemAccount": text("system_account"),
    "EnablePaymentsToAccount": flag("enable_payments"),
    "CurrencyCode": text("currency_code"),
    "BankAccountType": text("bank_account_type"),
    "BankAccountNumber": text("bank_account_number"),
    "UpdatedDateUTC": moment("updated"),
}
_PAYMENT: _Table = {
    "PaymentID": guid("id"),
    "PaymentType": text("payment_type"),
    "Status": text("status"),
    "Reference": text("reference"),
    "Date": day("date"),
    "Amount": amount("amount"),
    "IsReconciled": flag("is_reconciled"),
    "UpdatedDateUTC": moment("updated"),
    **through("Account", lambda ledger, one: ledger.accounts.get(one.account_id), _ACCOUNT),
    **through("Invoice", lambda ledger, one: ledger.document(one.document_id), _INVOICE),
    **through("CreditNote", lambda ledger, one: ledger.credit_notes.get(one.document_id), _CREDIT_NOTE),
    **through("Prepayment", lambda ledger, one: ledger.prepayments.get(one.document_id), _PREPAYMENT),
    **through("Overpayment", lambda ledger, one: ledger.overpayments.get(one.document_id), _OVERPAYMENT),
    "BatchPaymentID": guid("batch_id"),
}
_BATCH_PAYMENT: _Table = {
    "BatchPaymentID": guid("id"),
    "Type": text("type"),
    "Status": text("status"),
    "Reference": (Kind.TEXT, lambda _, one: one.text.get("Reference")),
    "Date": day("date"),
    "TotalAmount": amount("total"),
    "IsReconciled": flag("is_reconciled"),
    "UpdatedDateUTC": moment("updated"),
    **through("Account", lambda ledger, one: ledger.accounts.get(one.account_id), _ACCOUNT),
}
_BANK_TRANSACTION: _Table = {
    "BankTransactionID": guid("id"),
    "Type": text("type"),
    "Status": text("status"),
    "Reference": text("reference"),
    "Date": day("date"),
    "LineAmountTypes": text("line_amount_types"),
    "CurrencyCode": text("currency_code"),
    "SubTotal": amount("sub_total"),
    "TotalTax": amount("total_tax"),
    "Total": amount("total"),
    "IsReconciled": flag("is_reconciled"),
    "UpdatedDateUTC": moment("updated"),
    **through("Contact", _contact_of, _CONTACT),
    **through("BankAccount", lambda ledger, one: ledger.accounts.get(one.account_id), _ACCOUNT),
}
_ITEM: _Table = {
    "ItemID": guid("id"),
    "Code": text("code"),
    "Name": text("name"),
    "Description": text("description"),
    "PurchaseDescription": text("purchase_description"),
    "IsSold": flag("is_sold"),
    "IsPurchased": flag("is_purchased"),
    "IsTrackedAsInventory": flag("is_tracked"),
    "UpdatedDateUTC": moment("updated"),
}


def _applies(account_class: str) -> tuple[Kind, Read]:
    return Kind.FLAG, lambda _, one: account_class in one.applies_to


_TAX_RATE: _Table = {
    "Name": text("name"),
    "TaxType": text("tax_type"),
    "Status": text("status"),
    "ReportTaxType": text("report_tax_type"),
    "EffectiveRate": amount("effective_rate"),
    "DisplayTaxRate": amount("effective_rate"),
    "CanApplyToAssets": _applies("ASSET"),
    "CanApplyToEquity": _applies("EQUITY"),
    "CanApplyToExpenses": _applies("EXPENSE"),
    "CanApplyToLiabilities": _applies("LIABILITY"),
    "CanApplyToRevenue": _applies("REVENUE"),
}
_CURRENCY: _Table = {
    "Code": (Kind.TEXT, lambda _, one: one[0]),
    "Description": (Kind.TEXT, lambda _, one: one[1]),
}

_TRACKING_CATEGORY: _Table = {
    "TrackingCategoryID": guid("id"),
    "Name": text("name"),
    "Status": text("status"),
}

_CONTACT_GROUP: _Table = {"ContactGroupID": guid("id"), "Name": text("name"), "Status": text("status")}

CONTACTS = fields("Contact", _CONTACT)
CONTACT_GROUPS = fields("ContactGroup", _CONTACT_GROUP)
INVOICES = fields("Invoice", _INVOICE)
CREDIT_NOTES = fields("CreditNote", _CREDIT_NOTE)
PAYMENTS = fields("Payment", _PAYMENT)
PREPAYMENTS = fields("Prepayment", _PREPAYMENT)
OVERPAYMENTS = fields("Overpayment", _OVERPAYMENT)
BATCH_PAYMENTS = fields("BatchPayment", _BATCH_PAYMENT)
BANK_TRANSACTIONS = fields("BankTransaction", _BANK_TRANSACTION)
ACCOUNTS = fields("Account", _ACCOUNT)
ITEMS = fields("Item", _ITEM)
TAX_RATES = fields("TaxRate", _TAX_RATE)
CURRENCIES = fields("Currency", _CURRENCY)
TRACKING_CATEGORIES = fields("TrackingCategory", _TRACKING_CATEGORY)
