"""Receipts: what was paid, credited or refunded in Xero, booked on documents in Scoro; in this direction only (R109).

What crosses
    Payments, part payments and payments of a batch, one receipt each (R115, R117); refunds of sales credit notes, as
    negative sums on the credit invoice (R118); what credit notes, prepayments and overpayments were allocated to, as
    receipts without a bank account on the document that they pay (R92, R111), and for a credit note that crossed a
    negative one on the credit invoice. Prepayments and overpayments that are not allocated stay in Xero (R100).

On which documents
    On those that are linked, in whichever direction they crossed. What pays a document that is not linked is left out
    and taken up again as soon as the link appears (R114).

Never twice, never too much
    Scoro knows no id of Xero's, so a receipt of the same day and sum that nobody else is linked to is linked instead of
    being booked again. More than is open is never booked (R119), nothing is booked on a document whose totals differ
    (R122), and what Scoro already counts as prepaid is not booked a second time (R99).

Deletion
    A payment that was deleted, or an allocation that was taken back, takes its receipt along (R116).
"""
