"""Made-up bills."""

import datetime as dt
from decimal import Decimal
from typing import Any

from services.sandbox.scoro import bills
from services.sandbox.scoro.lines import HEADING
from services.sandbox.scoro.seeding.maker import Maker
from services.sandbox.scoro.seeding.parties import Parties, account_ids, rate_ids
from services.sandbox.scoro.seeding.payments import make_receipt
from services.sandbox.scoro.settling import gross
from services.sandbox.scoro.state import Entity, VatMode
from services.sandbox.scoro.totals import CENT

LONGEST_AGO_DAYS = 120
ACCOUNTS = ("310", "400", "429", "445", "453", "461", "489")
UK_RATES = ("INPUT2",) * 7 + ("RRINPUT", "NONE", "NONE")
EE_RATES = ("TAX002", "TAX002", "NONE")
CURRENCIES = ("GBP",) * 7 + ("EUR", "EUR", "USD")
TEXTS = (
    "Print run",
    "Freelance design & layout",
    "Cloud hosting",
    "Electricity, office",
    "Übersetzung ins Deutsche",
    "Kontoritarbed",
    "Train tickets <Leeds – London>",
    "Client's paper stock",
)


class Purchases:
    """The bills of one entity."""

    def __init__(self, maker: Maker, entity: Entity, parties: Parties) -> None:
        self._maker = maker
        self._entity = entity
        self._suppliers = [one for one in parties.contacts if one["is_supplier"]]
        self._products = [one for one in parties.products if one["is_active"] and one["buying_price"]]
        self._rate_ids = rate_ids(maker, entity)
        shared = (one for one in parties.projects if entity.entity_id in one["_accounts"])
        self._project_ids = [one["project_id"] for one in shared]
        self._accounts = account_ids(maker, entity)
        self._by_line = entity.vat_mode is VatMode.LINE

    def make(self, count: int) -> None:
        for number in range(count if self._suppliers else 0):
            self._maker.day_is_over_by(0.2 + 0.1 * number / count)
            bill = self._maker.make(bills.MODULE, self._entity, self._bill(number))
            if number % 6 == 1:
                paid = gross(bill) if number % 4 == 1 else (gross(bill) / 2).quantize(CENT)
                make_receipt(self._maker, self._entity, "bills", bill, paid)

    def _bill(self, number: int) -> dict[str, Any]:
        draw, maker = self._maker.draw, self._maker
        date = maker.today - dt.timedelta(days=draw.randrange(LONGEST_AGO_DAYS))
        bill: dict[str, Any] = {
            "no": _number(number),
            "company_id": draw.choice(self._suppliers)["contact_id"],
            "date": date.isoformat(),
            "deadline": (date + dt.timedelta(days=draw.choice((0, 14, 30, 30, 60)))).isoformat(),
            "recognition_date": date.replace(day=1).isoformat() if draw.randrange(5) == 0 else None,
            "currency": draw.choice(CURRENCIES) if self._entity.base_currency == "GBP" else self._entity.base_currency,
            "owner_id": draw.randint(1, 4),
            "lines": [line for _ in range(draw.choice((1, 1, 1, 2, 3))) for line in self._lines()],
        }
        if draw.randrange(10) == 0:
            bill["discount"] = "5"
        if not self._by_line:
            bill["vat_code_id"] = self._rate_ids[draw.choice(EE_RATES)]
        return bill

    def _lines(self) -> list[dict[str, Any]]:
        draw = self._maker.draw
        heading = {"product_id": HEADING, "comment": "As agreed"}
        return [heading, self._line()] if draw.randrange(12) == 0 else [self._line()]

    def _line(self) -> dict[str, Any]:
        draw = self._maker.draw
        line: dict[str, Any] = {"amount": draw.choice(("1", "1", "2", "12", "0.5", "37.25"))}
        if self._products and draw.randrange(4) == 0:
            line["product_id"] = draw.choice(self._products)["product_id"]
        else:
            line |= {"comment": draw.choice(TEXTS), "price": Decimal(draw.randint(100, 250_000)).scaleb(-2)}
            line["finance_account_id"] = self._accounts[draw.choice(ACCOUNTS)]
            if self._by_line:
                line["vat_code_id"] = self._rate_ids[draw.choice(UK_RATES)]
        if draw.randrange(2) == 0:
            line["project_id"] = draw.choice(self._project_ids)
        if draw.randrange(15) == 0:
            line["discount"] = "10"
        return line


def _number(number: int) -> str:
    """As suppliers number: some plain, some alike, one in twenty none at all."""
    match number % 20:
        case 3 | 4:
            return "1001"
        case 11:
            return ""
        case 17:
            return f"R/{number:04}/26"
    return f"INV-{7_000 + number}"
