"""Which field of an item becomes which in Scoro; pure (R64)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.products.documents import ItemInXero, ProductInScoro
from services.products.errors import NamelessProductError
from shared.scoro.fields import flag, optional_amount, text

NUMBERS = frozenset({"price", "buying_price"})
FLAGS = frozenset({"is_active", "is_service"})


@dataclass(frozen=True, slots=True)
class Refs:
    """What Xero's codes stand for in Scoro."""

    accounts: Mapping[str, int] = field(default_factory=dict)
    """The active finance accounts, by code."""
    vat_codes: Mapping[str, int] = field(default_factory=dict)
    """The active VAT codes, by tax type."""


def to_scoro(item: ItemInXero, refs: Refs) -> ProductInScoro:
    """The product as Scoro is to have it: an active service (R64); what Xero does not say stays as it is.

    Raises NamelessProductError.
    """
    if not (item.name or item.code):
        raise NamelessProductError(item.item_id)
    sales, purchase = item.sales_details, item.purchase_details
    return ProductInScoro(
        code=item.code,
        name=item.name or item.code,
        description=item.description or None,
        price=sales.unit_price,
        buying_price=purchase.unit_price,
        is_active=True,
        is_service=True,
        default_sales_tax_id=refs.vat_codes.get(sales.tax_type),
        default_purchases_tax_id=refs.vat_codes.get(purchase.tax_type),
        sales_finance_account_id=refs.accounts.get(sales.account_code),
        purchases_finance_account_id=refs.accounts.get(purchase.account_code),
    )


def onto(element: ProductInScoro) -> ProductInScoro:
    """The element as an update: whether it is goods or a service is Scoro's to say."""
    return element.model_copy(update={"is_service": None})


def is_equal(update: ProductInScoro, row: Mapping[str, Any]) -> bool:
    """Whether writing it would change nothing; a site without product codes keeps none."""
    return all(_same(name, value, row.get(name)) for name, value in update.as_json().items())


def _same(name: str, wanted: Any, kept: Any) -> bool:
    if name == "code" and not text(kept):
        return True
    if name in NUMBERS:
        return optional_amount(wanted) == optional_amount(kept)
    if name in FLAGS:
        return bool(wanted) is flag(kept)
    return text(wanted) == text(kept)
