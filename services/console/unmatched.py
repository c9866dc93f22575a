"""How many accounts and tax rates of Scoro match nothing in Xero, as both were read last (R44); pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Unmatched:
    """What would become inactive in Scoro."""

    accounts: int
    tax_rates: int


def unmatched(*, accounts: Rows, xero_accounts: Rows, vat_codes: Rows, tax_rates: Rows) -> Unmatched | None:
    """None where Xero's lists were not read yet."""
    if not xero_accounts or not tax_rates:
        return None
    codes, types = _named(xero_accounts, "Code"), _named(tax_rates, "TaxType")
    return Unmatched(
        accounts=sum(1 for row in accounts if row["active"] and row["symbol"] not in codes),
        tax_rates=sum(1 for row in vat_codes if row["active"] and row["code"] not in types),
    )


def _named(rows: Rows, key: str) -> frozenset[str]:
    return frozenset(str(row[key]) for row in rows if row.get(key))
