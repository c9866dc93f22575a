"""Invoices and credit notes: sales documents of Scoro, ACCREC invoices and ACCRECCREDIT notes of Xero.

One direction at a time, as the operator chose (R75); credit notes go with the invoices (R89). What bills need as well
is in `shared.documents`.

From Scoro
----------
What crosses
    Every sales document of the connected entity that was created or modified on or after the category's start date,
    inside the bookmark if one is set (R31, R120). Prepayment invoices, quotes, orders and templates of scheduled
    invoices never do (R88, R96); what a template generates does. A person's click ignores switch, start date and
    bookmark, but not the direction (R141). `rules.py` says it.

What must exist first
    The payer's contact (R68); the document waits for it. `refs.py` lists what else a document refers to.

Draft, approved, paid
    Not marked as sent: Draft. Marked as sent: Awaiting Payment. A draft is lifted once it has been sent; nothing is
    ever lowered (R76–R78). Credit notes are approved at once (R91). Changes follow until a payment, a credit or an
    allocation is attached; from then on Xero would refuse them. So each change looks first, and says what is in its
    way (R80, R136; `shared.documents.from_scoro.presence`).

Numbers
    The number is Scoro's. If Xero has it already, only the same document is linked: same contact, currency and gross
    total; everything else is a problem, never overwritten (R81, R82; `matching.py`).

Money
    Amounts go as tax-exclusive lines (R50). Scoro keeps one net and one tax sum per document, Xero rounds line by
    line. `discounts.py` finds what each line is worth after all discounts, `totals.py` spreads the document's net over
    the lines so that net and tax agree to the cent and predicts what Xero will make of it, `amounts.py` finds quantity,
    price and discount that Xero multiplies to exactly that. A document whose gross would still be another sum in Xero
    is held as a problem before it is sent, and compared again with Xero's answer after it was (R122).

Credit notes
    What names credited invoices, or is negative as a whole, is a credit note with positive amounts and no discounts
    (R86, R93; `credit_notes.py`).

Link back
    The document's address in Scoro stands in the invoice's `Url`, written only where it is empty or already ours.

Deletion
    A document deleted in Scoro: its draft in Xero is deleted too; an approved one stays, the link is marked as orphaned
    and a person is told (R143–R145).

To Scoro
--------
What crosses
    Approved sales invoices and credit notes that were created or modified since the start date (R79, R95);
    `rules_to_scoro.py` says it. They are marked as sent (R84), and wait for their contact; a credit note waits for the
    invoices it is allocated to, as long as those are on their way.

What becomes what
    `shared.documents.to_scoro`: text lines become headings (R85), a line takes the finance account, VAT code,
    accounting object and project that Xero's account, tax rate and options stand for. The net of every line is equal to
    the cent, else the document is held; the sum is compared again with Scoro's answer (R122).

Numbers
    The number is Xero's. What Scoro has under it is linked where contact, currency and total agree, and never
    overwritten (R82).

Deletion
    A document that was voided or deleted in Xero is deleted in Scoro if it came from Xero and has no receipts there;
    else it stays and a person is told (R146). One that was deleted in Scoro is not made again when it changes in Xero:
    its link is marked as orphaned, a person is told, and may pull it (R145).
"""
