"""What of a product does not survive the way there and back, and why: everything else is equal afterwards."""

FROM_SCORO: dict[str, str] = {
    "code": "a product without a code gets one made of its id, as Xero needs one (R62)",
    "name": "cut to the fifty characters that an item's name may have",
    "price": "rounded to the four decimals that Xero keeps",
    "buying_price": "rounded to the four decimals that Xero keeps",
    "description": "where it is empty, the name stands in for it on Xero's documents",
    "default_vat_code_id": "stands in for the sales tax rate, and comes back as that",
    "is_active": "Xero's items are always active",
    "product_accounts": "which entities share a product is Scoro's alone",
}
"""Scoro → Xero → Scoro."""

FROM_XERO: dict[str, str] = {
    "is_tracked_as_inventory": "stock stays in Xero",
    "quantity_on_hand": "stock stays in Xero",
}
"""Xero → Scoro → Xero."""
