"""Bills: purchase documents of Scoro, ACCPAY invoices of Xero.

One direction at a time, as the operator chose (R101). What sales documents need as well is in `shared.documents`.

From Scoro
----------
What crosses
    Every bill of the connected entity that was created or modified since the start date, inside the bookmark if one is
    set (R31, R120); `rules.py` says it. A bill is Awaiting Payment in Xero at once, there is no draft stage (R102), so
    a synced bill is never deleted by us (R144). A bill that is negative as a whole is held: Xero takes none, and Scoro
    has no mark for a credit of a supplier (R86, R95).

Numbers
    They are the suppliers' own and not unique: before one is created Xero is asked for the number, and what has the
    same contact, currency and total is linked (R104). A second bill of a supplier with a number that its first one has
    needs a person (R82), together with the first as well as later: such bills cross one after the other.

Bills know no discounts in Xero: they are folded into the prices. Scoro's payment reference is not sent (behaviour
reference, §24); projects and accounting objects stand on each line (R105).

To Scoro
--------
What crosses
    Approved bills that were created or modified since the start date (R103). Credit notes of suppliers stay in Xero:
    Scoro has no mark for them; what they are allocated to arrives as receipts (R95). Scoro offers only suppliers as
    issuers: a contact that is not on the supplier list is put there (R70).

Numbers and deletion
    As for invoices, but only a bill of the same contact has the same number (R104, R146).
"""
