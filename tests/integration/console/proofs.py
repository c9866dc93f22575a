"""A proof of agreement as the connector would have left it."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from shared.contracts.envelope import Category
from shared.store.agreement_records import Cell, CellKey, Kind, Line, Pass, Side, Sums, Why
from shared.store.database import Session
from shared.store.everything import Store
from tests.integration.console.parts import ACME

WORTH = Sums(Decimal(100), Decimal(20), Decimal(120), Decimal(120))
OTHER = Sums(Decimal(90), Decimal(18), Decimal(108), Decimal(108))
SAID = {"currency": "EUR", "rate": "", "date": "2026-11-03", "number": "1001", "contact": "7"}
EDITED = Line(
    category=Category.INVOICES,
    kind=Kind.DIFFERS,
    why=Why.DRIFT,
    source="scoro",
    scoro_id="1001",
    xero_id="xero-1001",
    number="1001",
    month="2026-11",
    currency="EUR",
    status="awaiting_payment",
    differs=("net", "tax", "gross", "due"),
    scoro=WORTH.written() | SAID,
    xero=OTHER.written() | SAID,
    agreed=WORTH.written() | SAID,
    changed_in=("xero",),
)
FORMULA = replace(EDITED, number="=1+1", scoro_id="1002", month="2026-10")
KEPT = replace(EDITED, kind=Kind.LEFT_OUT, why=Why.RULE, code="before_start_date", number="900", scoro_id="900")
NUMBER = 1


async def proved(store: Store, started_at: dt.datetime, *lines: Line, number: int = NUMBER) -> Pass:
    """A pass that is finished, with these lines and a total of each."""
    of = Pass(ACME, number, started_at)
    cells = [
        Cell(CellKey(line.category, line.month, "EUR", line.status), Side(1, WORTH), Side(1, OTHER)) for line in lines
    ]

    async def work(session: Session) -> None:
        await store.agreement.keep(of, [], {"scoro": 2, "xero": 5}, session)
        await store.agreement.judge(of, cells, lines, agreed={}, session=session)
        await store.agreement.finish(of, session)

    await store.database.transaction(work)
    return of
