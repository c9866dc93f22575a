"""Organisation, accounts, tax rates, currencies, branding themes."""

from services.sandbox.xero.api.call import Answer, Call, envelope
from services.sandbox.xero.api.lists import Listing, listed
from services.sandbox.xero.api.refusals import invalid_elements
from services.sandbox.xero.api.writes import Writing, echoed, written, written_one
from services.sandbox.xero.books import accounts, currencies, tax_rates
from services.sandbox.xero.books.problems import ElementRefusedError, NotFoundError
from services.sandbox.xero.books.records import Account, TaxRate
from services.sandbox.xero.books.wire import ms_moment
from services.sandbox.xero.query import resources
from services.sandbox.xero.views import setup as views
from services.sandbox.xero.views.common import errors

_ACCOUNTS = Listing[Account](
    key="Accounts",
    fields=resources.ACCOUNTS,
    rows=lambda ledger: [one for one in ledger.accounts.values() if one.status != "DELETED"],
    show=lambda _, rows, __: [views.account(row) for row in rows],
    updated=lambda row: row.updated,
    row_id=lambda row: row.code,
)
_WRITING_ACCOUNTS = Writing[Account](
    key="Accounts",
    show=lambda _, one: views.account(one),
    show_refused=echoed(id_key="AccountID"),
    error_flag="",
    most=1,
)
_TAX_RATES = Listing[TaxRate](
    key="TaxRates",
    fields=resources.TAX_RATES,
    rows=lambda ledger: ledger.tax_rates.values(),
    show=lambda _, rows, __: [views.tax_rate(row) for row in rows],
)
_WRITING_TAX_RATES = Writing[TaxRate](
    key="TaxRates",
    show=lambda _, one: views.tax_rate(one),
    show_refused=echoed(id_key="TaxType"),
    error_flag="",
    most=1,
)
_CURRENCIES = Listing[tuple[str, str]](
    key="Currencies",
    fields=resources.CURRENCIES,
    rows=lambda ledger: ledger.currencies.items(),
    show=lambda _, rows, __: [views.currency(*row) for row in rows],
)
_WRITING_CURRENCIES = Writing[tuple[str, str]](
    key="Currencies",
    show=lambda _, one: views.currency(*one),
    show_refused=echoed(id_key="Code"),
    error_flag="",
    most=1,
)


def get_organisation(call: Call) -> Answer:
    return envelope(call, "Organisations", [views.organisation(call.ledger.organisation)])


def get_actions(call: Call) -> Answer:
    return envelope(call, "Actions", views.actions(call.ledger.organisation))


def get_accounts(call: Call) -> Answer:
    return listed(call, _ACCOUNTS)


def put_account(call: Call) -> Answer:
    return written(call, _WRITING_ACCOUNTS, lambda given: accounts.create(call.ledger, given))


def get_account(call: Call) -> Answer:
    return envelope(call, "Accounts", [views.account(_account(call))])


def post_account(call: Call) -> Answer:
    one = _account(call)
    return written_one(
        call, _WRITING_ACCOUNTS, ("AccountID", one.id), lambda given: accounts.update(call.ledger, one, given)
    )


def delete_account(call: Call) -> Answer:
    one = _account(call)
    try:
        return envelope(call, "Accounts", [views.account(accounts.delete(call.ledger, one))])
    except ElementRefusedError as refusal:
        return invalid_elements([views.account(one) | {"ValidationErrors": errors(refusal.messages)}])


def get_tax_rates(call: Call) -> Answer:
    return listed(call, _TAX_RATES)


def get_tax_rate(call: Call) -> Answer:
    one = call.ledger.tax_rates.get(call.segments[1])
    if one is None:
        raise NotFoundError("no such tax rate")
    return envelope(call, "TaxRates", [views.tax_rate(one)])


def put_tax_rates(call: Call) -> Answer:
    return written(call, _WRITING_TAX_RATES, lambda given: tax_rates.create(call.ledger, given))


def post_tax_rates(call: Call) -> Answer:
    return written(call, _WRITING_TAX_RATES, lambda given: tax_rates.create_or_update(call.ledger, given))


def get_currencies(call: Call) -> Answer:
    return listed(call, _CURRENCIES)


def put_currencies(call: Call) -> Answer:
    return written(call, _WRITING_CURRENCIES, lambda given: currencies.add(call.ledger, given))


def get_branding_themes(call: Call) -> Answer:
    organisation = call.ledger.organisation
    theme = {
        "BrandingThemeID": organisation.branding_theme_id,
        "Name": "Standard",
        "SortOrder": 0,
        "CreatedDateUTC": ms_moment(organisation.created),
        "Type": "INVOICE",
    }
    return envelope(call, "BrandingThemes", [theme])


def _account(call: Call) -> Account:
    one = call.ledger.accounts.get(call.segments[1].lower())
    if one is None or one.status == "DELETED":
        raise NotFoundError("no such account")
    return one
