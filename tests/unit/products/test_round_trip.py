"""A product that crossed and would cross back is equal, but for the fields of the written list."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.products import mapping, mapping_to_scoro
from services.products.documents import ItemInXero, ScoroProduct
from services.products.lossy import FROM_SCORO, FROM_XERO
from shared.money import rounded

WORDS = st.text("abcXYZ äõ-&'19", min_size=1, max_size=60).map(lambda text: " ".join(text.split())).filter(bool)
PRICES = st.integers(0, 99_999_999).map(lambda number: Decimal(number).scaleb(-6))
CENTS = st.integers(0, 99_999_999).map(lambda number: Decimal(number).scaleb(-4))
CODES = st.text("ABC-123", min_size=1, max_size=30)
OF_SCORO = {"product_id", "created_date", "modified_date", "is_deleted"}
"""Ids and moments are each system's own."""
TO_XERO = mapping.Refs(accounts={7: "200", 8: "429"}, tax_types={3: "OUTPUT2", 4: "INPUT2"})
TO_SCORO = mapping_to_scoro.Refs(accounts={"200": 7, "429": 8}, vat_codes={"OUTPUT2": 3, "INPUT2": 4})
SALES = {"sales_finance_account_id": 7, "default_sales_tax_id": 3}
PURCHASES = {"purchases_finance_account_id": 8, "default_purchases_tax_id": 4}


@given(
    code=st.one_of(st.just(""), CODES), name=WORDS, description=st.one_of(st.just(""), WORDS), price=PRICES,
    buying=PRICES,
)  # fmt: skip
def test_from_scoro_and_back(code: str, name: str, description: str, price: Decimal, buying: Decimal) -> None:
    said = {"product_id": 5, "code": code, "name": name, "description": description, "price": price}
    product = ScoroProduct.model_validate({**said, "buying_price": buying, **SALES, **PURCHASES})

    back = mapping_to_scoro.to_scoro(in_xero(mapping.to_xero(product, TO_XERO).element.as_json()), TO_SCORO)

    assert back.code == (code or "SCORO-5")
    assert back.name == name[:50].strip() or (back.name or "").rstrip("…") == name[: len((back.name or "").rstrip("…"))]
    assert back.description == (description or name)
    assert (back.price, back.buying_price) == (rounded(price, 4), rounded(buying, 4))
    for field in ScoroProduct.model_fields.keys() - FROM_SCORO.keys() - OF_SCORO:
        assert getattr(back, field) == getattr(product, field), field


@given(code=CODES, name=WORDS, description=WORDS, price=CENTS, buying=CENTS)
def test_from_xero_and_back(code: str, name: str, description: str, price: Decimal, buying: Decimal) -> None:
    wire = {
        "Code": code, "Name": name[:50].strip(), "Description": description,
        "SalesDetails": {"UnitPrice": price, "AccountCode": "200", "TaxType": "OUTPUT2"},
        "PurchaseDetails": {"UnitPrice": buying, "AccountCode": "429", "TaxType": "INPUT2"},
    }  # fmt: skip
    item = in_xero(wire)

    written = mapping_to_scoro.to_scoro(item, TO_SCORO).as_json()
    kept = ScoroProduct.model_validate({"product_id": 5, **written})
    back = in_xero(mapping.to_xero(kept, TO_XERO).element.as_json())

    for field in ItemInXero.model_fields.keys() - FROM_XERO.keys() - {"item_id", "updated_date_utc"}:
        assert getattr(back, field) == getattr(item, field), field


def in_xero(wire: dict[str, Any]) -> ItemInXero:
    return ItemInXero.model_validate({**wire, "ItemID": "i-1"})
