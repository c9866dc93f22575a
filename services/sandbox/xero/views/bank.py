"""Bank transactions (reference section 8.13)."""

from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.papers import KIND_OF, BankTransaction
from services.sandbox.xero.books.wire import ms_moment
from services.sandbox.xero.views import documents
from services.sandbox.xero.views.common import Flavour, Json, number, put_dates, put_text
from services.sandbox.xero.views.lines import lines


def bank_transaction(ledger: Ledger, one: BankTransaction, flavour: Flavour, *, unit_places: int) -> Json:
    account = ledger.accounts[one.account_id]
    shown: Json = {"BankTransactionID": one.id, "BankAccount": {"AccountID": account.id}}
    put_text(shown["BankAccount"], Code=account.code, Name=account.name)
    shown["Type"] = one.type
    put_text(shown, Reference=one.reference, Url=one.url)
    shown |= {"IsReconciled": one.is_reconciled, "CurrencyRate": number(one.currency_rate)}
    if one.credit_id:
        shown[f"{KIND_OF[one.type]}ID"] = one.credit_id
    shown["HasAttachments"] = False
    shown["Contact"] = documents.contact(ledger, one.contact_id, flavour)
    put_dates(shown, "Date", one.date)
    shown |= {"Status": one.status, "LineAmountTypes": one.line_amount_types}
    shown["LineItems"] = [] if flavour is Flavour.REDUCED else lines(ledger, one.lines, flavour, unit_places)
    return shown | {
        "SubTotal": number(one.sub_total),
        "TotalTax": number(one.total_tax),
        "Total": number(one.total),
        "UpdatedDateUTC": ms_moment(one.updated),
        "CurrencyCode": one.currency_code,
    }
