"""What of any document does not survive the way there and back, and why; categories add what only theirs lose."""

FROM_SCORO: dict[str, str] = {
    "person_id": "Xero has one contact: the company, or a person where there is no company (R72)",
    "deadline": "where it is missing, the document's date stands in for it",
    "currency_rate": "turned around and rounded to six decimals, each time (R57)",
    "discount": "folded into the discounts or prices of the lines",
    "discount2": "folded into the discounts or prices of the lines",
    "discount3": "folded into the discounts or prices of the lines",
    "project_id": "the one that all lines share; Xero has projects on lines only",
    "vat_code of a document that is only text": "Xero has tax rates on priced lines only",
    "lines without words and price": "Xero takes no line without a description",
    "lines without price and quantity": "text in Xero, whatever else they have; they come back as headings (R85)",
    "lines.product_id": "lost where quantity and price have to be folded into one unit",
    "lines.product_name": "joined with the comments, as Xero has one description",
    "lines.product_code": "known by the product",
    "lines.comment": "joined with the product's name and the second comment",
    "lines.comment2": "joined with the product's name and the first comment",
    "lines.unit": "no field in Xero",
    "lines.price": "folded where Xero's four decimals do not give the same net; the sign of a negative quantity",
    "lines.amount": "folded where Xero's four decimals do not give the same net; never negative",
    "lines.amount2": "multiplied into the quantity (R85)",
    "lines.discount": "two decimals in Xero, else folded into the price",
    "lines.sum": "after the document's discounts, as these are folded",
    "lines.finance_account_symbol": "where it is missing, the product's or the default account stands in (R25)",
    "lines.project_id": "where it is missing, the document's project stands in",
}
"""Scoro → Xero → Scoro."""

FROM_XERO: dict[str, str] = {
    "status": "what was paid comes back as approved; payments travel to Scoro only (R109)",
    "line_amount_types": "prices are net in Scoro (R50)",
    "currency_rate": "turned around and rounded to six decimals, each time (R57)",
    "amount_paid": "payments travel to Scoro only (R109)",
    "amount_credited": "payments travel to Scoro only (R109)",
    "lines without words and price": "Scoro has no use for them",
    "sub_total": "a cent or two may go from net to tax or back where Scoro rounds tax otherwise; the total stays",
    "total_tax": "a cent or two may go from net to tax or back where Scoro rounds tax otherwise; the total stays",
    "line_items.description": "begins with the product's name, where the item is a product of Scoro; cut at both ends",
    "line_items.quantity": "one where quantity and price have to be folded",
    "line_items.unit_amount": "net, and folded where it does not give the same net; never with a `DiscountAmount`",
    "line_items.line_amount": "net, and cents may move between lines that were entered with tax",
    "line_items.item_code": "lost where the item is no product of Scoro, or quantity and price have to be folded",
    "line_items.discount_amount": "folded into the price, as Scoro knows percents only",
}
"""Xero → Scoro → Xero."""
