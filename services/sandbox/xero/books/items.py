"""Writing items (reference section 8.7)."""

from dataclasses import replace
from typing import Any

from services.sandbox.xero.books.accounts_fit import CLASS_OF, item_account, line_tax_rate
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger, new_id
from services.sandbox.xero.books.money import rounded
from services.sandbox.xero.books.problems import ElementRefusedError, Findings, NotFoundError
from services.sandbox.xero.books.records import Item
from services.sandbox.xero.books.stock import is_moved

_CODE_LENGTH = 30
_NAME_LENGTH = 50
_TEXT_LENGTH = 4000


def create(ledger: Ledger, given: Given, *, unit_places: int) -> Item:
    """PUT: a code that exists is refused."""
    code = given.text("Code") or ""
    if code.lower() in ledger.item_code:
        raise ElementRefusedError(f"Price List Item with Code '{code}' already exists")
    return _save(ledger, None, given, unit_places=unit_places)


def create_or_update(ledger: Ledger, given: Given, *, unit_places: int) -> Item:
    """POST: matched by ItemID, else by code."""
    item_id = given.guid("ItemID")
    if item_id is not None:
        if item_id not in ledger.items:
            raise NotFoundError(f"no item {item_id}")
        return _save(ledger, ledger.items[item_id], given, unit_places=unit_places)
    known = ledger.items.get(ledger.item_code.get((given.text("Code") or "").lower(), ""))
    return _save(ledger, known, given, unit_places=unit_places)


def update(ledger: Ledger, item: Item, given: Given, *, unit_places: int) -> Item:
    return _save(ledger, item, given, unit_places=unit_places)


def delete(ledger: Ledger, item: Item) -> None:
    if item.is_tracked and is_moved(ledger, item):
        raise ElementRefusedError("A tracked inventory item that has been used cannot be deleted")
    ledger.delete_item(item)


def _save(ledger: Ledger, old: Item | None, given: Given, *, unit_places: int) -> Item:
    findings = Findings()
    code = _short(given, "Code", _CODE_LENGTH, findings) or (old.code if old else "")
    if not code:
        findings.add("Item Code must be specified")
    if ledger.item_code.get(code.lower(), old.id if old else None) != (old.id if old else None):
        findings.add(f"Price List Item with Code '{code}' already exists")
    base = old or Item(id=new_id(), code=code, name=code, updated=ledger.now)
    sold, bought = given.boolean("IsSold"), given.boolean("IsPurchased")
    new = replace(
        base,
        code=code,
        name=_or(_short(given, "Name", _NAME_LENGTH, findings), base.name),
        description=_or(_short(given, "Description", _TEXT_LENGTH, findings), base.description),
        purchase_description=_or(
            _short(given, "PurchaseDescription", _TEXT_LENGTH, findings), base.purchase_description
        ),
        is_sold=base.is_sold if sold is None else sold,
        is_purchased=base.is_purchased if bought is None else bought,
        sales=_details(ledger, given.object("SalesDetails"), base.sales, findings, unit_places),
        purchases=_details(ledger, given.object("PurchaseDetails"), base.purchases, findings, unit_places),
        inventory_account=_inventory(ledger, given, base, findings),
        updated=ledger.now,
    )
    _check_tracked(ledger, new, findings)
    findings.refuse()
    return ledger.save_item(_cleared(new))


def _check_tracked(ledger: Ledger, item: Item, findings: Findings) -> None:
    """A tracked item has an account for its cost instead of one for buying it, and only then."""
    cost = item.purchases.get("COGSAccountCode")
    if not item.is_tracked:
        if cost:
            findings.add("COGSAccountCode can only be used for tracked inventory items")
        return
    if not cost:
        findings.add("COGSAccountCode must be specified for a tracked inventory item")
    elif (account := ledger.account_for(cost)) is not None and CLASS_OF[account.type] != "EXPENSE":
        findings.add(f"Account code '{cost}' does not exist or cannot be applied to Items.")
    if item.purchases.get("AccountCode"):
        findings.add("AccountCode in PurchaseDetails cannot be used for a tracked inventory item")


def _cleared(item: Item) -> Item:
    """What is not sold (bought) has no sales (purchase) description and details."""
    if not item.is_sold:
        item = replace(item, description="", sales={})
    if not item.is_purchased:
        item = replace(item, purchase_description="", purchases={})
    return item


def _details(
    ledger: Ledger, given: Given | None, base: dict[str, Any], findings: Findings, unit_places: int
) -> dict[str, Any]:
    if given is None:
        return base
    price, code, tax_type = given.decimal("UnitPrice"), given.text("AccountCode"), given.text("TaxType")
    cost = given.text("COGSAccountCode")
    for one in (code, cost):
        if one:
            findings.attempt(item_account, ledger, one)
    if tax_type:
        findings.attempt(line_tax_rate, ledger, tax_type, ledger.account_for(code) if code else None)
    sent: dict[str, Any] = {"AccountCode": code, "TaxType": tax_type, "COGSAccountCode": cost}
    if price is not None:
        sent["UnitPrice"] = rounded(price, unit_places)
    merged = base | {key: value for key, value in sent.items() if value is not None}
    return {key: value for key, value in merged.items() if value != ""}


def _inventory(ledger: Ledger, given: Given, base: Item, findings: Findings) -> str:
    code = given.text("InventoryAssetAccountCode")
    if not code:
        return base.inventory_account
    account = findings.attempt(item_account, ledger, code)
    if account is not None and account.type != "INVENTORY":
        findings.add(f"Account code '{code}' does not exist or cannot be applied to Items.")
    return code


def _short(given: Given, key: str, limit: int, findings: Findings) -> str | None:
    value = given.text(key)
    if value and len(value) > limit:
        findings.add(f"The {key} must not be longer than {limit} characters")
    return value


def _or(sent: str | None, kept: str) -> str:
    return kept if sent is None else sent
