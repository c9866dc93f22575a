"""What of an invoice or credit note does not survive the way there and back, and why: everything else is equal."""

from shared.documents import lossy

FROM_SCORO: dict[str, str] = {
    **lossy.FROM_SCORO,
    "deadline": "where it is missing, the document's date stands in for it; a credit note has none",
    "reference_no": "where it is missing, the description stands in for it (§24); cut to 255 characters",
    "description": "Xero has one reference, which the payment reference takes (§24)",
    "paid_sum": "payments travel to Scoro only (R109)",
    "is_sent": "what is approved in Xero comes back as sent (R84); drafts do not come back (R79)",
    "credited_invoices": "Xero knows them once somebody allocates the credit note (R93)",
}
"""Scoro → Xero → Scoro."""

FROM_XERO: dict[str, str] = {
    **lossy.FROM_XERO,
    "type": "a credit note of nothing that is allocated to nothing would come back as an invoice",
    "sent_to_contact": "what is approved in Xero is sent in Scoro (R84), and so comes back as sent",
    "allocations": "they travel to Scoro only, as receipts (R109)",
    "line_items.discount_rate": "folded into the price on credit notes, and where it does not give the same net",
}
"""Xero → Scoro → Xero."""
