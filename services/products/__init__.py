"""Products of Scoro, items of Xero.

One direction at a time, as the operator chose (R58). While the category is off, products that stand on documents cross
all the same, as those documents need them (R59, R61); a click sends or pulls a single one (R60).

What crosses
    Every product that is shared with the connected entity, or every item, that was created or modified since the start
    date (R15, R31).

Who is who
    The link, else the code: Scoro's product code is Xero's item code. A product without a code gets `SCORO-{id}` in
    Xero, remembered with the link and not written back (R62). What has the code already is linked and brought in step.

What becomes what
    `mapping.py` and `mapping_to_scoro.py` are the tables: name, description, and for sales and purchases price, account
    and tax (R63). Accounts and taxes stand in Scoro as ids of finance accounts and VAT codes. Items that Xero tracks as
    inventory keep their purchase side and stock account: only what is sold of them is written.

Deletion
    A product deleted in Scoro leaves its item in Xero as it is; the link is closed (R147). An item that is gone from
    Xero makes its product inactive (R64).
"""
