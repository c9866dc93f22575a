"""The studio's sales invoices, bills and credit notes."""

import datetime as dt
from decimal import Decimal
from typing import Any

from services.sandbox.xero.books.money import ONE
from services.sandbox.xero.books.papers import Document
from services.sandbox.xero.books.records import Contact
from services.sandbox.xero.seeding import names
from services.sandbox.xero.seeding.maker import Maker
from services.sandbox.xero.seeding.set_up import DEPARTMENT, PROJECT, Parties

LOOK_BACK_DAYS = 75
# status and its share in percent, added up
STATUSES = ((12, "DRAFT"), (18, "SUBMITTED"), (100, "AUTHORISED"))
KINDS = ((75, "Exclusive"), (92, "Inclusive"), (100, "NoTax"))
SALES_ACCOUNTS, COST_ACCOUNTS = ("200", "200", "260"), ("310", "400", "429", "453", "461", "489")


class Papers:
    def __init__(self, maker: Maker, parties: Parties) -> None:
        self._maker = maker
        self._parties = parties

    def invoices(self, count: int) -> list[Document]:
        """The first ones are approved, so that even a small studio has something to pay."""
        return [self._one("ACCREC", self._parties.customers, number) for number in range(count)]

    def bills(self, count: int) -> list[Document]:
        return [self._one("ACCPAY", self._parties.suppliers, number) for number in range(count)]

    def credit_note(self, of: Document, status: str = "AUTHORISED") -> Document:
        """To the same contact, over a part of what an invoice or bill came to."""
        maker, draw = self._maker, self._maker.draw
        kind = "ACCRECCREDIT" if of.is_sale else "ACCPAYCREDIT"
        account = draw.choice(SALES_ACCOUNTS if of.is_sale else COST_ACCOUNTS)
        amount = maker.part_of(of.sub_total, draw.choice((10, 25, 40)))
        line = {"Description": "Put right", "Quantity": 1, "UnitAmount": amount, "AccountCode": account}
        body: dict[str, Any] = {
            "Type": kind,
            "Contact": {"ContactID": of.contact_id},
            "Date": maker.day_after(of.date, most=10).isoformat(),
            "Status": status,
            "LineAmountTypes": "Exclusive",
            "CurrencyCode": of.currency_code,
            "CurrencyRate": of.currency_rate,
            "LineItems": [line | {"Tracking": self._tracking()}],
        }
        if not of.is_sale:
            body["CreditNoteNumber"] = f"CR {draw.randint(1, 400)}"
        return maker.document(body)

    def _one(self, kind: str, parties: list[Contact], number: int) -> Document:
        maker, draw = self._maker, self._maker.draw
        is_sale = kind == "ACCREC"
        date = maker.today - dt.timedelta(days=draw.randrange(LOOK_BACK_DAYS))
        status = "AUTHORISED" if number < len(names.PECULIAR) else _shared(STATUSES, draw.randrange(100))
        body: dict[str, Any] = {
            "Type": kind,
            "Contact": {"ContactID": draw.choice(parties).id},
            "Date": date.isoformat(),
            "DueDate": (date + dt.timedelta(days=draw.choice((7, 14, 30)))).isoformat(),
            "Status": status,
            "LineAmountTypes": _shared(KINDS, draw.randrange(100)),
            "CurrencyCode": self._currency(),
            "LineItems": [self._line(is_sale=is_sale) for _ in range(draw.choice((1, 1, 2, 3, 5)))],
        }
        if maker.chance(8):
            body["LineItems"].append({"Description": "As agreed by telephone. Thank you!"})
        return maker.document(body | (self._sale(status) if is_sale else self._purchase(number)))

    def _sale(self, status: str) -> dict[str, Any]:
        draw = self._maker.draw
        reference = draw.choice(("", f"PO {draw.randint(1000, 9999)}", "your mail of Monday"))
        return {"Reference": reference, "SentToContact": status == "AUTHORISED" and self._maker.chance(80)}

    def _purchase(self, number: int) -> dict[str, Any]:
        """Numbers are the suppliers': they repeat, and some bills have none."""
        if number % 12 == 5:  # noqa: PLR2004 one in twelve
            return {}
        planned = {"PlannedPaymentDate": self._maker.today.isoformat()} if self._maker.chance(15) else {}
        return {"InvoiceNumber": f"RE-{self._maker.draw.randint(1, 150):04}"} | planned

    def _currency(self) -> str:
        maker = self._maker
        foreign = [code for code in maker.banks if code != maker.base]
        return maker.draw.choice(foreign) if foreign and maker.chance(30) else maker.base

    def _line(self, *, is_sale: bool) -> dict[str, Any]:
        maker, draw = self._maker, self._maker.draw
        known = [one for one in self._parties.items if (one.is_sold if is_sale else one.is_purchased)]
        line: dict[str, Any] = {
            "Quantity": draw.choice((ONE, Decimal(2), Decimal("1.25"), Decimal("7.5"), Decimal(40)))
        }
        if maker.chance(60):
            line["ItemCode"] = draw.choice(known).code
        else:
            line["Description"] = draw.choice(names.WORK if is_sale else names.COSTS)
            line["UnitAmount"] = Decimal(draw.randrange(300, 90_000)) / 100
            line["AccountCode"] = draw.choice(SALES_ACCOUNTS if is_sale else COST_ACCOUNTS)
        if is_sale and maker.chance(10):
            line["DiscountRate"] = draw.choice((5, 10, Decimal("12.5")))
        if maker.chance(10):
            line["TaxType"] = "NONE"
        return line | {"Tracking": self._tracking()}

    def _tracking(self) -> list[dict[str, str]]:
        maker, draw = self._maker, self._maker.draw
        found = []
        if maker.chance(65):
            found.append({"Name": DEPARTMENT, "Option": draw.choice(names.DEPARTMENTS)})
        if maker.chance(35):
            found.append({"Name": PROJECT, "Option": draw.choice(names.PROJECTS)})
        return found


def _shared(table: tuple[tuple[int, str], ...], roll: int) -> str:
    return next(value for below, value in table if roll < below)
