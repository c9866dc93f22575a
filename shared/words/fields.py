"""Which field becomes which, as people read it; the mappings of the categories are what counts."""

from dataclasses import dataclass

from shared.contracts.envelope import Category


@dataclass(frozen=True, slots=True)
class Row:
    """One field, or a few that go together."""

    scoro: str
    xero: str
    note: str = ""


_LINES = (
    Row("product name, comment, comment2", "LineItems.Description"),
    Row("product code", "LineItems.ItemCode", "SCORO-{id} where the product has none"),
    Row("amount × amount2", "LineItems.Quantity", "a negative quantity turns the price around"),
    Row("price", "LineItems.UnitAmount", "four decimals"),
    Row("VAT code", "LineItems.TaxType", "amounts are exclusive of tax"),
    Row("finance account", "LineItems.AccountCode", "line, else product, else the default"),
    Row("accounting object", "LineItems.Tracking", "where a tracking category is chosen"),
)
_NAMES = (
    Row("currency", "CurrencyCode"),
    Row("currency rate", "CurrencyRate", "the inverse, six decimals"),
)

FIELDS: dict[Category, tuple[Row, ...]] = {
    Category.PRODUCTS: (
        Row("code", "Code", "SCORO-{id} where there is none"),
        Row("name", "Name", "fifty characters"),
        Row("description", "Description"),
        Row("price, sales account, sales tax", "SalesDetails"),
        Row("buying price, purchase account, purchase tax", "PurchaseDetails"),
        Row("is active", "–", "an item that is gone from Xero makes its product inactive"),
    ),
    Category.CONTACTS: (
        Row("name (and last name)", "Name"),
        Row("id", "ContactNumber", "our link back, only where it is empty or ours"),
        Row("registration code", "CompanyNumber", "To Scoro: else AccountNumber"),
        Row("VAT number", "TaxNumber"),
        Row("bank account", "BankAccountDetails"),
        Row("first e-mail", "EmailAddress"),
        Row("first telephone, first mobile", "Phones DEFAULT, MOBILE"),
        Row("first website", "Website", "To Scoro alone; read-only in Xero"),
        Row("first address", "Addresses POBOX", "country code ↔ name"),
        Row("client, supplier", "IsCustomer, IsSupplier", "set in Scoro, never cleared; Xero sets its own"),
    ),
    Category.INVOICES: (
        Row("number", "InvoiceNumber, CreditNoteNumber"),
        Row("company, else person", "Contact"),
        Row("date, deadline", "Date, DueDate"),
        Row("payment reference, else description", "Reference"),
        Row("marked as sent", "Status", "not sent: Draft; sent: Awaiting Payment; credit notes always the latter"),
        Row("credited invoices", "allocations", "what has them is a credit note"),
        *_NAMES,
        *_LINES,
        Row("line and document discounts", "LineItems.DiscountRate, DiscountAmount", "none on credit notes"),
        Row("address in Scoro", "Url", "only where it is empty or ours"),
    ),
    Category.BILLS: (
        Row("supplier's number", "InvoiceNumber", "unique per contact only"),
        Row("company", "Contact"),
        Row("date, deadline", "Date, DueDate"),
        Row("–", "Status", "always Awaiting Payment"),
        *_NAMES,
        *_LINES,
        Row("line and document discounts", "–", "folded into UnitAmount"),
        Row("address in Scoro", "Url", "only where it is empty or ours"),
    ),
}
