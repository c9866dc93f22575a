"""Organisation, accounts, tax rates, currencies and items."""

from services.sandbox.xero.books.accounts_fit import CLASS_OF
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.records import Account, Item, Organisation, TaxRate
from services.sandbox.xero.books.stock import on_hand
from services.sandbox.xero.books.wire import ms_date, ms_moment, ms_moment_without_offset
from services.sandbox.xero.views.common import Json, number, put_text, unit_price

ACTIONS = (
    "CreateApprovedInvoice",
    "CreateApprovedBill",
    "CreateDraftInvoice",
    "CreateDraftBill",
    "CreateInvoicePayment",
    "AttachFilesIntoInvoice",
)


def organisation(one: Organisation) -> Json:
    shown: Json = {
        "Name": one.name,
        "LegalName": one.name,
        "PaysTax": True,
        "Version": one.version,
        "OrganisationType": "COMPANY",
        "BaseCurrency": one.base_currency,
        "CountryCode": one.country_code,
        "IsDemoCompany": False,
        "OrganisationStatus": "ACTIVE",
        "FinancialYearEndDay": 31,
        "FinancialYearEndMonth": 12,
        "SalesTaxBasis": "ACCRUALS",
        "SalesTaxPeriod": "QUARTERLY",
        "DefaultSalesTax": "Tax Exclusive",
        "DefaultPurchasesTax": "Tax Exclusive",
        "CreatedDateUTC": ms_moment_without_offset(one.created),
        "OrganisationEntityType": "COMPANY",
        "Timezone": one.time_zone,
        "ShortCode": one.short_code,
        "OrganisationID": one.id,
        "Edition": "BUSINESS",
        "Class": "PREMIUM" if one.has_multicurrency else "STANDARD",
        "Addresses": [],
        "Phones": [],
        "ExternalLinks": [],
        "PaymentTerms": {},
    }
    if one.period_lock_date is not None:
        shown["PeriodLockDate"] = ms_date(one.period_lock_date)
    if one.end_of_year_lock_date is not None:
        shown["EndOfYearLockDate"] = ms_date(one.end_of_year_lock_date)
    return shown | one.profile


def actions(one: Organisation) -> list[Json]:
    allowed = dict.fromkeys(ACTIONS, True) | {
        "UseMulticurrency": one.has_multicurrency,
        "ApproveTransactionsBeforePeriodLockDate": one.user_is_adviser,
    }
    return [{"Name": name, "Status": "ALLOWED" if may else "NOT-ALLOWED"} for name, may in allowed.items()]


def account(one: Account) -> Json:
    shown: Json = {"AccountID": one.id}
    put_text(shown, Code=one.code)
    shown |= {"Name": one.name, "Status": one.status, "Type": one.type, "TaxType": one.tax_type}
    put_text(
        shown,
        Description=one.description,
        BankAccountNumber=one.bank_account_number,
        BankAccountType=one.bank_account_type,
        CurrencyCode=one.currency_code,
        SystemAccount=one.system_account,
    )
    shown |= {
        "Class": CLASS_OF[one.type],
        "EnablePaymentsToAccount": one.enable_payments,
        "ShowInExpenseClaims": one.show_in_expense_claims,
    }
    put_text(shown, ReportingCode=one.reporting_code, ReportingCodeName=one.reporting_code_name)
    shown |= {"HasAttachments": False, "UpdatedDateUTC": ms_moment(one.updated), "AddToWatchlist": one.add_to_watchlist}
    return shown


def tax_rate(one: TaxRate) -> Json:
    shown: Json = {"Name": one.name, "TaxType": one.tax_type, "ReportTaxType": one.report_tax_type}
    for account_class in ("Assets", "Equity", "Expenses", "Liabilities", "Revenue"):
        shown[f"CanApplyTo{account_class}"] = _CLASSES[account_class] in one.applies_to
    shown |= {
        "DisplayTaxRate": number(one.effective_rate),
        "EffectiveRate": number(one.effective_rate),
        "Status": one.status,
        "TaxComponents": [
            {
                "Name": part.name,
                "Rate": number(part.rate),
                "IsCompound": part.is_compound,
                "IsNonRecoverable": part.is_non_recoverable,
            }
            for part in one.components
        ],
    }
    return shown


_CLASSES = {
    "Assets": "ASSET",
    "Equity": "EQUITY",
    "Expenses": "EXPENSE",
    "Liabilities": "LIABILITY",
    "Revenue": "REVENUE",
}


def currency(code: str, description: str) -> Json:
    return {"Code": code, "Description": description}


def item(ledger: Ledger, one: Item, *, is_written: bool, unit_places: int) -> Json:
    shown: Json = {"ItemID": one.id, "Code": one.code}
    put_text(shown, Description=one.description, PurchaseDescription=one.purchase_description)
    stamp = ms_moment_without_offset if is_written else ms_moment
    shown |= {
        "UpdatedDateUTC": stamp(one.updated),
        "PurchaseDetails": _details(one.purchases, unit_places),
        "SalesDetails": _details(one.sales, unit_places),
        "Name": one.name,
        "IsTrackedAsInventory": one.is_tracked,
        "IsSold": one.is_sold,
        "IsPurchased": one.is_purchased,
    }
    if one.is_tracked:
        stock = on_hand(ledger, one)
        shown["InventoryAssetAccountCode"] = one.inventory_account
        shown |= {"TotalCostPool": number(stock.cost), "QuantityOnHand": number(stock.quantity)}
    if is_written:
        shown["ValidationErrors"] = []
    return shown


def _details(stored: Json, unit_places: int) -> Json:
    if "UnitPrice" not in stored:
        return dict(stored)
    return stored | {"UnitPrice": unit_price(stored["UnitPrice"], unit_places)}
