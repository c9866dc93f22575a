"""Xero's chart of accounts and Scoro's finance accounts (R39–R44); pure.

An account is the same as long as its `AccountID` is; Scoro knows it by its code. Bank accounts stay away: they are
receipt accounts there. Accounts that Xero does not know are left alone, or made inactive where that was chosen (R44).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.connector.reference_data.steps import Step, Why, differing
from shared.scoro.fields import flag, text

BANK = "BANK"
SALES_CLASSES = frozenset({"REVENUE"})
PURCHASE_CLASSES = frozenset({"EXPENSE", "ASSET", "LIABILITY"})
"""Assets and liabilities can be chosen on bills (R43)."""


@dataclass(frozen=True, slots=True)
class XeroAccount:
    """As far as others need it."""

    account_id: str
    code: str
    name: str
    type: str
    account_class: str
    status: str
    tax_type: str = ""
    system_account: str = ""

    @property
    def is_active(self) -> bool:
        return self.status == "ACTIVE"

    @property
    def crosses(self) -> bool:
        """Whether Scoro is to know it."""
        return bool(self.code) and self.type != BANK

    def in_scoro(self) -> dict[str, Any]:
        """The fields that Scoro is to have, as it writes them."""
        return {
            "account_symbol": self.code,
            "name": self.name,
            "is_active": int(self.is_active),
            "is_sales_account": int(self.account_class in SALES_CLASSES),
            "is_purchases_account": int(self.account_class in PURCHASE_CLASSES and not self.system_account),
        }


@dataclass(frozen=True, slots=True)
class ScoroAccount:
    """A finance account."""

    id: str
    symbol: str
    name: str
    active: bool
    sales: bool
    purchases: bool

    def fields(self) -> dict[str, Any]:
        """As Scoro writes them."""
        return {
            "account_symbol": self.symbol,
            "name": self.name,
            "is_active": int(self.active),
            "is_sales_account": int(self.sales),
            "is_purchases_account": int(self.purchases),
        }


def from_xero(row: Mapping[str, Any]) -> XeroAccount:
    """One row of Xero's list; fields without a value are not there."""
    return XeroAccount(
        account_id=str(row["AccountID"]),
        code=str(row.get("Code", "")).strip(),
        name=str(row.get("Name", "")),
        type=str(row.get("Type", "")),
        account_class=str(row.get("Class", "")),
        status=str(row.get("Status", "ACTIVE")),
        tax_type=str(row.get("TaxType", "")),
        system_account=str(row.get("SystemAccount", "")),
    )


def from_scoro(row: Mapping[str, Any]) -> ScoroAccount:
    """One row of Scoro's list."""
    return ScoroAccount(
        id=text(row.get("id")),
        symbol=text(row.get("account_symbol")),
        name=text(row.get("name")),
        active=flag(row.get("is_active")),
        sales=flag(row.get("is_sales_account")),
        purchases=flag(row.get("is_purchases_account")),
    )


def kept(account: XeroAccount) -> dict[str, Any]:
    """As Xero's list is kept for others: in Xero's own spelling."""
    return {
        "AccountID": account.account_id,
        "Code": account.code,
        "Name": account.name,
        "Type": account.type,
        "Class": account.account_class,
        "Status": account.status,
        "TaxType": account.tax_type,
        "SystemAccount": account.system_account,
    }


def plan(
    now: Sequence[XeroAccount],
    before: Sequence[XeroAccount],
    there: Sequence[ScoroAccount],
    *,
    deactivates_unmatched: bool = False,
) -> list[Step]:
    """What makes Scoro's accounts equal to Xero's; `before` is Xero's list as it was last applied."""
    by_symbol = _by_symbol(there)
    was = {account.account_id: account for account in before}
    steps: list[Step] = []
    taken: set[str] = set()
    for account in (one for one in now if one.crosses):
        twin = _twin(account, was.get(account.account_id), by_symbol)
        if twin is not None:
            taken.add(twin.id)
        steps += _step(account, was.get(account.account_id), twin)
    steps += _gone(now, before, by_symbol, taken)
    return steps + _unmatched(now, before, there, taken) if deactivates_unmatched else steps


def _by_symbol(there: Sequence[ScoroAccount]) -> dict[str, ScoroAccount]:
    """Of two with one symbol the active, then the older one counts."""
    ordered = sorted(there, key=lambda one: (not one.active, int(one.id or 0)), reverse=True)
    return {one.symbol: one for one in ordered if one.id and one.symbol}


def _twin(account: XeroAccount, was: XeroAccount | None, by_symbol: Mapping[str, ScoroAccount]) -> ScoroAccount | None:
    """By code; by the former code where it was renumbered in Xero, so that documents keep their account."""
    return by_symbol.get(account.code) or (by_symbol.get(was.code) if was else None)


def _step(account: XeroAccount, was: XeroAccount | None, twin: ScoroAccount | None) -> list[Step]:
    wanted = account.in_scoro()
    if twin is None:
        return [Step(Why.NEW, account.code, wanted)] if account.is_active else []
    changed = differing(wanted, twin.fields())
    if not changed:
        return []
    return [Step(Why.DRIFT if was == account else Why.CHANGED, account.code, changed, twin.id)]


def _gone(
    now: Sequence[XeroAccount], before: Sequence[XeroAccount], by_symbol: Mapping[str, ScoroAccount], taken: set[str]
) -> list[Step]:
    """R42: what Xero had and has no more; an empty list from Xero is no proof of anything."""
    present = {account.code for account in now if account.crosses}
    vanished = [one.code for one in before if one.crosses and one.code not in present] if now else []
    return [
        Step(Why.GONE, code, {"is_active": 0}, twin.id)
        for code in vanished
        if (twin := by_symbol.get(code)) is not None and twin.active and twin.id not in taken
    ]


def _unmatched(
    now: Sequence[XeroAccount], before: Sequence[XeroAccount], there: Sequence[ScoroAccount], taken: set[str]
) -> list[Step]:
    """R44: what only Scoro has; not before Xero's list was applied once, and never for what it had a moment ago."""
    codes = {account.code for account in (*now, *before)} - {""}
    return [
        Step(Why.UNMATCHED, one.symbol or one.name, {"is_active": 0}, one.id)
        for one in there
        if now and before and one.active and one.id and one.id not in taken and one.symbol not in codes
    ]
