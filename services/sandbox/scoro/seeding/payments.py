"""Made-up receipts."""

import datetime as dt
from decimal import Decimal

from services.sandbox.scoro import receipts
from services.sandbox.scoro.seeding.maker import Maker
from services.sandbox.scoro.state import Entity, Row


def make_receipt(maker: Maker, entity: Entity, module: str, document: Row, paid: Decimal) -> None:
    """Some days after the document, but not tomorrow; nothing where there is nothing to pay."""
    if not paid:
        return
    date = min(maker.today, document["date"] + dt.timedelta(days=maker.draw.randrange(30)))
    accounts = [row for row in maker.state.table("receiptAccounts").values() if row["_entity"] == entity.entity_id]
    request = {
        "date": date.isoformat(),
        "currency": document["currency"],
        "sales_doc_type": "bills" if module == "bills" else "invoices",
        "receipt_account_id": maker.draw.choice(accounts)["id"],
        "receipts": [{"prepayment_id" if module == "prepayments" else "invoice_id": document["id"], "sum": paid}],
    }
    maker.make(receipts.MODULE, entity, request)
