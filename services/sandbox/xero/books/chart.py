"""Chart of accounts and tax rates a new organisation starts with: Xero's demo chart (reference 8.2 and 8.3)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from services.sandbox.xero.books.records import Account, TaxComponent, TaxRate

REVENUE = frozenset({"REVENUE", "ASSET", "EQUITY", "LIABILITY"})
COST = frozenset({"EXPENSE", "ASSET", "EQUITY", "LIABILITY"})
EVERYWHERE = REVENUE | COST


@dataclass(frozen=True, slots=True)
class Rate:
    tax_type: str
    name: str
    percent: str
    applies_to: frozenset[str]
    report: str
    status: str = "ACTIVE"
    is_system: bool = True


@dataclass(frozen=True, slots=True)
class Region:
    version: str
    sales: str
    """Default TaxType of revenue accounts."""
    purchases: str
    tax_name: str
    rates: tuple[Rate, ...]


UK = Region(
    "UK",
    "OUTPUT2",
    "INPUT2",
    "VAT",
    (
        Rate("OUTPUT2", "20% (VAT on Income)", "20", REVENUE, "OUTPUT"),
        Rate("INPUT2", "20% (VAT on Expenses)", "20", COST, "INPUT"),
        Rate("RROUTPUT", "5% (VAT on Income)", "5", REVENUE, "OUTPUT"),
        Rate("RRINPUT", "5% (VAT on Expenses)", "5", COST, "INPUT"),
        Rate("ZERORATEDOUTPUT", "Zero Rated Income", "0", REVENUE, "ZERORATEDOUTPUT"),
        Rate("ZERORATEDINPUT", "Zero Rated Expenses", "0", COST, "ZERORATEDINPUT"),
        Rate("EXEMPTOUTPUT", "Exempt Income", "0", REVENUE, "EXEMPTOUTPUT"),
        Rate("EXEMPTINPUT", "Exempt Expenses", "0", COST, "EXEMPTINPUT"),
        Rate("ECZROUTPUT", "Zero Rated EC Goods Income", "0", REVENUE, "ECOUTPUT"),
        Rate("SROUTPUT", "17.5% (VAT on Income)", "17.5", REVENUE, "OUTPUT", status="DELETED"),
        Rate("NONE", "No VAT", "0", EVERYWHERE, "NONE"),
    ),
)
NZ = Region(
    "NZ",
    "OUTPUT2",
    "INPUT2",
    "GST",
    (
        Rate("OUTPUT2", "15% GST on Income", "15", REVENUE, "OUTPUT"),
        Rate("INPUT2", "15% GST on Expenses", "15", COST, "INPUT"),
        Rate("ZERORATED", "Zero Rated", "0", EVERYWHERE, "NONE"),
        Rate("GSTONIMPORTS", "GST on Imports", "0", COST, "NONE"),
        Rate("NONE", "No GST", "0", EVERYWHERE, "NONE"),
    ),
)
GLOBAL = Region(
    "GLOBAL",
    "TAX001",
    "TAX002",
    "Tax",
    (
        Rate("OUTPUT", "Tax on Sales", "0", REVENUE, "OUTPUT"),
        Rate("INPUT", "Tax on Purchases", "0", COST, "INPUT"),
        Rate("TAX001", "24% KM (müük)", "24", REVENUE, "OUTPUT", is_system=False),
        Rate("TAX002", "24% KM (ost)", "24", COST, "INPUT", is_system=False),
        Rate("TAX003", "13% KM (müük)", "13", REVENUE, "OUTPUT", is_system=False),
        Rate("TAX004", "9% KM (müük)", "9", REVENUE, "OUTPUT", is_system=False),
        Rate("TAX005", "0% KM (EU)", "0", REVENUE, "OUTPUT", is_system=False),
        Rate("NONE", "Tax Exempt", "0", EVERYWHERE, "NONE"),
    ),
)
REGIONS = {region.version: region for region in (UK, NZ, GLOBAL)}

# code, name, type, system account
_ACCOUNTS = (
    ("090", "Business Bank Account", "BANK", ""),
    ("091", "Business Savings Account", "BANK", ""),
    ("200", "Sales", "REVENUE", ""),
    ("260", "Other Revenue", "REVENUE", ""),
    ("270", "Interest Income", "REVENUE", ""),
    ("310", "Cost of Goods Sold", "DIRECTCOSTS", ""),
    ("400", "Advertising & Marketing", "OVERHEADS", ""),
    ("429", "General Expenses", "OVERHEADS", ""),
    ("445", "Light, Power, Heating", "OVERHEADS", ""),
    ("453", "Office Expenses", "OVERHEADS", ""),
    ("461", "Printing & Stationery", "OVERHEADS", ""),
    ("489", "Telephone & Internet", "OVERHEADS", ""),
    ("610", "Accounts Receivable", "CURRENT", "DEBTORS"),
    ("620", "Prepayments", "CURRENT", ""),
    ("630", "Inventory", "INVENTORY", ""),
    ("710", "Office Equipment", "FIXED", ""),
    ("800", "Accounts Payable", "CURRLIAB", "CREDITORS"),
    ("820", "VAT", "CURRLIAB", "GST"),
    ("840", "Historical Adjustment", "CURRLIAB", "HISTORICAL"),
    ("860", "Rounding", "CURRLIAB", "ROUNDING"),
    ("877", "Tracking Transfers", "CURRLIAB", "TRACKINGTRANSFERS"),
    ("960", "Retained Earnings", "EQUITY", "RETAINEDEARNINGS"),
)
_TAXED_SALES = {"200", "260"}
_TAXED_COSTS = {"310", "400", "429", "445", "453", "461", "489", "620", "710"}
_REPORTING = {"REVENUE": ("REV", "Revenue"), "OVERHEADS": ("EXP", "Expense"), "BANK": ("ASS", "Asset")}


def stable_id(*parts: str) -> str:
    """The same id on every start, so that examples and tests can name it."""
    return str(uuid5(NAMESPACE_URL, "/".join(("xero-sandbox", *parts))))


def accounts(organisation_id: str, region: Region, *, currency: str, at: dt.datetime) -> list[Account]:
    return [
        Account(
            id=stable_id(organisation_id, "account", code),
            code=code,
            name=name,
            type=kind,
            system_account=system,
            tax_type=_tax_type(code, region),
            bank_account_number=f"20-30-40 5060{code}" if kind == "BANK" else "",
            bank_account_type="BANK" if kind == "BANK" else "",
            currency_code=currency if kind == "BANK" else "",
            reporting_code=_REPORTING.get(kind, ("", ""))[0],
            reporting_code_name=_REPORTING.get(kind, ("", ""))[1],
            updated=at,
        )
        for code, name, kind, system in _ACCOUNTS
    ]


def tax_rates(region: Region) -> list[TaxRate]:
    return [
        TaxRate(
            tax_type=rate.tax_type,
            name=rate.name,
            effective_rate=Decimal(rate.percent),
            components=(TaxComponent(name=region.tax_name, rate=Decimal(rate.percent)),),
            report_tax_type=rate.report,
            status=rate.status,
            is_system=rate.is_system,
            applies_to=rate.applies_to,
        )
        for rate in region.rates
    ]


def _tax_type(code: str, region: Region) -> str:
    if code in _TAXED_SALES:
        return region.sales
    return region.purchases if code in _TAXED_COSTS else "NONE"
