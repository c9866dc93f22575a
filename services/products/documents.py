"""Products as each system spells them."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from shared.documents.twins import Sum
from shared.money import ZERO
from shared.scoro.element import Amount as WrittenAmount
from shared.scoro.element import Element as ScoroElement
from shared.scoro.element import Flag as WrittenFlag
from shared.scoro.fields import Amount, Flag, Many, Moment, Relation, ScoroDocument, Text, Whole
from shared.sync.fingerprint import Element
from shared.xero.wire import decimal, moment


class SharedWith(ScoroDocument):
    """An entity that may use the product."""

    id: Text = ""


class ScoroProduct(ScoroDocument):
    product_id: Whole
    code: Text = ""  # empty where the site has no product codes
    name: Text = ""
    price: Amount = ZERO
    buying_price: Amount = ZERO
    description: Text = ""
    is_active: Flag = True
    default_vat_code_id: Relation = None
    default_sales_tax_id: Relation = None
    default_purchases_tax_id: Relation = None
    sales_finance_account_id: Relation = None
    purchases_finance_account_id: Relation = None
    product_accounts: Many[SharedWith] = ()
    created_date: Moment = None
    modified_date: Moment = None
    is_deleted: Flag = False

    @property
    def changed_at(self) -> dt.datetime | None:
        """The later of created and modified (R31)."""
        return max((moment for moment in (self.created_date, self.modified_date) if moment), default=None)


class XeroDetails(Element):
    """One side of an item."""

    unit_price: Decimal | None = None
    account_code: str | None = None
    tax_type: str | None = None


class XeroItem(Element):
    """An item as written; what is None stays in Xero as it is."""

    item_id: str | None = None
    code: str
    name: str
    description: str | None = None
    sales_details: XeroDetails | None = None
    purchase_details: XeroDetails | None = None


def _sum(value: Any) -> Decimal | None:
    return None if value is None else decimal(value)


class DetailsInXero(Element):
    unit_price: Annotated[Decimal | None, BeforeValidator(_sum)] = None
    account_code: str = ""
    tax_type: str = ""


class ItemInXero(Element):
    """What we read of an item; fields without a value are not there."""

    item_id: str
    code: str
    name: str = ""
    description: str = ""
    sales_details: DetailsInXero = Field(default_factory=DetailsInXero)
    purchase_details: DetailsInXero = Field(default_factory=DetailsInXero)
    is_tracked_as_inventory: bool = False
    quantity_on_hand: Sum = ZERO
    updated_date_utc: Annotated[dt.datetime | None, BeforeValidator(moment)] = None


class ProductInScoro(ScoroElement):
    """A product as written; what is None stays in Scoro as it is."""

    code: str | None = None
    name: str | None = None
    description: str | None = None
    price: WrittenAmount | None = None
    buying_price: WrittenAmount | None = None
    is_active: WrittenFlag
    is_service: WrittenFlag | None = None  # only of a new one (R64)
    default_sales_tax_id: int | None = None
    default_purchases_tax_id: int | None = None
    sales_finance_account_id: int | None = None
    purchases_finance_account_id: int | None = None
