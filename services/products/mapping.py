"""Which field of a product becomes which in Xero; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from services.products.documents import ScoroProduct, XeroDetails, XeroItem
from services.products.errors import CodeTooLongError, NamelessProductError
from shared.money import rounded
from shared.sync.fingerprint import Notices, Translated

CODE_LIMIT, NAME_LIMIT, DESCRIPTION_LIMIT = 30, 50, 4000
PRICE_PLACES = 4


@dataclass(frozen=True, slots=True)
class Refs:
    """What Scoro's ids stand for in Xero."""

    accounts: Mapping[int, str] = field(default_factory=dict)
    """Finance account id → code."""
    tax_types: Mapping[int, str] = field(default_factory=dict)
    """VAT code id → tax type, of those that Xero has."""


def item_code(product: ScoroProduct) -> str:
    """The product's code, else one that is made of its id (R62).

    Raises CodeTooLongError.
    """
    code = product.code or f"SCORO-{product.product_id}"
    if len(code) > CODE_LIMIT:
        raise CodeTooLongError(product.product_id, code)
    return code


def to_xero(product: ScoroProduct, refs: Refs) -> Translated[XeroItem]:
    """The item as Xero is to have it (R63): the purchase side only where something of it is set."""
    notices = Notices()
    name = " ".join(product.name.split())
    if not name and not product.code:
        raise NamelessProductError(str(product.product_id))
    element = XeroItem(
        code=item_code(product),
        name=notices.fit(name or product.code, NAME_LIMIT, "Name"),
        description=notices.fit(product.description or name, DESCRIPTION_LIMIT, "Description"),
        sales_details=_details(
            product.price,
            product.sales_finance_account_id,
            product.default_sales_tax_id or product.default_vat_code_id,
            refs,
        ),
        purchase_details=_purchase(product, refs),
    )
    return Translated(element, notices.all())


def _purchase(product: ScoroProduct, refs: Refs) -> XeroDetails | None:
    if not (product.buying_price or product.purchases_finance_account_id or product.default_purchases_tax_id):
        return None
    return _details(product.buying_price, product.purchases_finance_account_id, product.default_purchases_tax_id, refs)


def _details(price: Decimal, account_id: int | None, vat_code_id: int | None, refs: Refs) -> XeroDetails:
    return XeroDetails(
        unit_price=rounded(price, PRICE_PLACES),
        account_code=refs.accounts.get(account_id) if account_id else None,
        tax_type=refs.tax_types.get(vat_code_id) if vat_code_id else None,
    )


def onto(element: XeroItem, item_id: str, *, code: str | None, is_tracked: bool) -> XeroItem:
    """The element as an update of that item; a code that we made up is the one that the link remembers."""
    changes: dict[str, object] = {"item_id": item_id, "code": code or element.code}
    if is_tracked:
        changes["purchase_details"] = None
    return element.model_copy(update=changes)
