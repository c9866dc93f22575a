"""From sent line items to stored lines: defaults, checks and amounts (reference sections 7 and 8.8)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from services.sandbox.xero.books import accounts_fit, line_tracking
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger, new_id
from services.sandbox.xero.books.money import HUNDRED, ONE, ZERO, line_tax, line_total, rounded
from services.sandbox.xero.books.papers import Line
from services.sandbox.xero.books.problems import Findings
from services.sandbox.xero.books.records import Account, Item

LARGEST_AMOUNT = Decimal("9999999999.99")
LONGEST_DESCRIPTION = 4000
_AMOUNT_KEYS = ("Quantity", "UnitAmount", "LineAmount")
_MOVES_AMOUNTS = {*_AMOUNT_KEYS, "ItemCode", "TaxType", "TaxAmount", "DiscountRate", "DiscountAmount"}


@dataclass(frozen=True, slots=True)
class LineRules:
    line_amount_types: str
    is_sale: bool
    allows_discounts: bool
    needs_accounts: bool
    """From SUBMITTED on."""
    unit_places: int
    """2, or 4 with unitdp=4."""
    keeps_amounts: bool = False
    """Lines of which nothing is sent that moves an amount stay to the cent."""


def lines_from(
    ledger: Ledger, sent: list[Given], rules: LineRules, findings: Findings, *, known: Mapping[str, Line]
) -> tuple[Line, ...]:
    """Sent lines replace the old ones; a line that names a known id keeps it and whatever it does not send."""
    return tuple(_LineReader(ledger, rules, findings).line(one, known) for one in sent)


def recalculated(ledger: Ledger, lines: tuple[Line, ...], rules: LineRules, findings: Findings) -> tuple[Line, ...]:
    """Stored lines under new rules (another LineAmountTypes, or now approved)."""
    sent = [Given({"LineItemID": line.id}, "LineItems") for line in lines]
    return lines_from(ledger, sent, rules, findings, known={line.id: line for line in lines})


class _LineReader:
    def __init__(self, ledger: Ledger, rules: LineRules, findings: Findings) -> None:
        self._ledger = ledger
        self._rules = rules
        self._findings = findings

    def line(self, sent: Given, known: Mapping[str, Line]) -> Line:
        line_id = sent.guid("LineItemID")
        old = known.get(line_id) if line_id else None
        if line_id and old is None:
            self._findings.add("The line item with the specified LineItemID could not be found on this document")
        given = sent if old is None else Given(_overlaid(old, sent.raw), sent.path)
        item = self._item(given)
        if item is None and not any(given.has(key) for key in _AMOUNT_KEYS):
            line = self._text_line(given, old)
        else:
            line = self._priced_line(given, old, item, sent)
        return replace(line, tracking=line_tracking.of_line(self._ledger, given, old, self._findings))

    def _text_line(self, given: Given, old: Line | None) -> Line:
        description = self._description(given, None)
        if not description:
            self._findings.add("A line item must have a description or an amount")
        account = self._account(given, None) if _names_account(given) else None
        return Line(
            id=old.id if old else new_id(),
            description=description,
            account_code=account.code if account else None,
            account_id=account.id if account else None,
            line_amount=rounded(ZERO),
            tax_amount=rounded(ZERO),
        )

    def _priced_line(self, given: Given, old: Line | None, item: Item | None, sent: Given) -> Line:
        account = self._account(given, item)
        tax_type, percent = self._tax(given, item, account)
        if old is not None and self._rules.keeps_amounts and not _MOVES_AMOUNTS & sent.raw.keys():
            quantity, unit, amount, tax = old.quantity, old.unit_amount, old.line_amount, old.tax_amount
        else:
            quantity, unit, amount = self._amounts(given, item)
            tax = self._tax_amount(given, amount, percent)
        return Line(
            id=old.id if old else new_id(),
            description=self._description(given, item),
            quantity=quantity,
            unit_amount=unit,
            line_amount=amount,
            tax_amount=tax,
            tax_type=tax_type,
            account_code=account.code if account else None,
            account_id=account.id if account else None,
            item_code=item.code if item else None,
            discount_rate=_places(given.decimal("DiscountRate"), 4),
            discount_amount=_places(given.decimal("DiscountAmount"), 2),
        )

    def _item(self, given: Given) -> Item | None:
        code = given.text("ItemCode")
        if not code:
            return None
        item = self._ledger.items.get(self._ledger.item_code.get(code.lower(), ""))
        if item is None:
            self._findings.add(f"Item code '{code}' is not valid")
        return item

    def _description(self, given: Given, item: Item | None) -> str | None:
        description = given.text("Description")
        if description is None and item is not None:
            description = item.description if self._rules.is_sale else item.purchase_description
        if description and len(description) > LONGEST_DESCRIPTION:
            self._findings.add(f"The Description must not be longer than {LONGEST_DESCRIPTION} characters")
        return description or None

    def _account(self, given: Given, item: Item | None) -> Account | None:
        code, account_id = given.text("AccountCode") or None, given.guid("AccountID")
        if code is None and account_id is None and item is not None:
            code = self._details(item).get("AccountCode")
        if code is None and account_id is None:
            if self._rules.needs_accounts:
                self._findings.add("Account code '' is not a valid code for this document.")
            return None
        account = self._findings.attempt(accounts_fit.line_account, self._ledger, code, account_id)
        if (
            account is not None
            and item is not None
            and self._is_stocked(item)
            and account.code != item.inventory_account
        ):
            self._findings.add(f"Purchases of the tracked inventory item '{item.code}' go to {item.inventory_account}")
        return account

    def _is_stocked(self, item: Item) -> bool:
        """Buying it fills its inventory account."""
        return item.is_tracked and not self._rules.is_sale

    def _tax(self, given: Given, item: Item | None, account: Account | None) -> tuple[str | None, Decimal]:
        """Sent, else the item's, else the account's own; without an account none is known yet."""
        if self._rules.line_amount_types == "NoTax":
            return "NONE", ZERO
        tax_type = given.text("TaxType") or (self._details(item).get("TaxType") if item else None)
        tax_type = tax_type or (account.tax_type if account else None)
        if not tax_type:
            return None, ZERO
        rate = self._findings.attempt(accounts_fit.line_tax_rate, self._ledger, tax_type, account)
        return tax_type, rate.effective_rate if rate else ZERO

    def _amounts(self, given: Given, item: Item | None) -> tuple[Decimal, Decimal, Decimal]:
        """(Quantity, UnitAmount, LineAmount), rules 1, 2 and 7."""
        quantity, unit, total = (given.decimal(key) for key in _AMOUNT_KEYS)
        discounted = self._has_discount(given)
        if discounted and unit is None and total is not None:
            self._findings.add("The UnitAmount should be used when specifying a discount for a line item.")
        if unit is None and total is None and item is not None:
            unit = self._details(item).get("UnitPrice")
        quantity = rounded(ONE if quantity is None else quantity, 4)
        if quantity < 0:
            self._findings.add(f"The quantity value '{quantity}' is invalid. Quantity must not be less than zero.")
        if unit is None:
            unit = total / quantity if total is not None and quantity else ZERO
            expected = total if total is not None else ZERO
        else:
            expected = None
        unit = rounded(unit, self._rules.unit_places)
        as_sent = expected is not None and not discounted
        amount = rounded(expected or ZERO) if as_sent else self._line_total(given, quantity, unit)
        self._check_amount(total, amount)
        return quantity, unit, amount

    def _line_total(self, given: Given, quantity: Decimal, unit: Decimal) -> Decimal:
        rate = _places(given.decimal("DiscountRate"), 4)
        return line_total(quantity, unit, rate=rate, amount=given.decimal("DiscountAmount"))

    def _check_amount(self, sent: Decimal | None, amount: Decimal) -> None:
        if abs(amount) > LARGEST_AMOUNT:
            self._findings.add(f"The line amount must not exceed {LARGEST_AMOUNT}")
        elif sent is not None and rounded(sent) != amount:
            self._findings.add(f"The line total {rounded(sent)} does not match the expected line total {amount}")

    def _has_discount(self, given: Given) -> bool:
        rate, amount = given.decimal("DiscountRate"), given.decimal("DiscountAmount")
        if not rate and not amount:
            return False
        if not self._rules.allows_discounts:
            self._findings.add("Discounts are only supported on sales invoices and quotes")
        if rate and amount:
            self._findings.add("Only one of DiscountRate and DiscountAmount can be specified for a line item")
        if rate is not None and not ZERO <= rate <= HUNDRED:
            self._findings.add("The DiscountRate must be between 0 and 100")
        return True

    def _tax_amount(self, given: Given, amount: Decimal, percent: Decimal) -> Decimal:
        sent = given.decimal("TaxAmount")
        if sent is None or self._rules.line_amount_types == "NoTax":
            return line_tax(amount, percent, self._rules.line_amount_types)
        if abs(sent) > abs(amount):
            self._findings.add("Tax amount cannot be greater than the line amount")
        return rounded(sent)

    def _details(self, item: Item) -> dict[str, Any]:
        if self._is_stocked(item):
            return item.purchases | {"AccountCode": item.inventory_account}
        return item.sales if self._rules.is_sale else item.purchases


def _overlaid(old: Line, sent: dict[str, Any]) -> dict[str, Any]:
    """The old line under what was sent; amounts stay to the cent if nothing that moves them was sent."""
    kept: dict[str, Any] = {
        "Description": old.description,
        "Quantity": old.quantity,
        "UnitAmount": old.unit_amount,
        "ItemCode": old.item_code,
        "AccountCode": old.account_code,
        "TaxType": old.tax_type if old.tax_type != "NONE" else None,
        "DiscountRate": old.discount_rate,
        "DiscountAmount": old.discount_amount,
    }
    if "LineAmount" in sent and "UnitAmount" not in sent:
        kept["UnitAmount"] = None
    return kept | {key: value for key, value in sent.items() if value is not None}


def _names_account(given: Given) -> bool:
    return bool(given.text("AccountCode") or given.guid("AccountID"))


def _places(value: Decimal | None, places: int) -> Decimal | None:
    return rounded(value, places) if value else None
