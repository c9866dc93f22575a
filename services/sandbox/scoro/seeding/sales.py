"""Made-up invoices, credit invoices and prepayment invoices."""

import datetime as dt
from decimal import Decimal
from random import Random
from typing import Any

from services.sandbox.scoro import invoices, prepayments
from services.sandbox.scoro.lines import HEADING, repeated
from services.sandbox.scoro.seeding.maker import Maker
from services.sandbox.scoro.seeding.parties import Parties, account_ids, rate_ids
from services.sandbox.scoro.seeding.payments import make_receipt
from services.sandbox.scoro.settling import gross
from services.sandbox.scoro.state import Entity, Row, VatMode
from services.sandbox.scoro.totals import CENT

LONGEST_AGO_DAYS = 150
PREPAID_ABOVE = 500
CREDITS_PER_HUNDRED = 8
CURRENCIES = ("GBP",) * 65 + ("EUR",) * 22 + ("USD",) * 13
UK_RATES = ("OUTPUT2",) * 60 + ("RROUTPUT",) * 12 + ("ZERORATEDOUTPUT",) * 12 + ("EXEMPTOUTPUT",) * 8 + ("NONE",) * 8
EE_RATES = ("TAX001",) * 8 + ("TAX003", "TAX004", "TAX005")
LINE_DISCOUNTS = ("5", "10", "12.5", "33.33", "50")
DOCUMENT_DISCOUNTS = ("2.5", "5", "10", "15")
TEXTS = (
    "Travel & subsistence",
    "Workshop, second half-day",
    "Materials as per quote",
    "Küljendus ja kujundus",
    "Nachtzuschlag für Überstunden",
    "Client's own paper – handling",
    "撮影一式",
    "Overtime <weekend>",
)
HEADINGS = ("Phase 1", "Phase 2: design & build", "Expenses", "Work done in the client's office")


class Sales:
    """The sales documents of one entity."""

    def __init__(self, maker: Maker, entity: Entity, parties: Parties) -> None:
        self._maker = maker
        self._draw: Random = maker.draw
        self._entity = entity
        self._clients = [one for one in parties.contacts if one["is_client"]] or parties.contacts
        self._others = [
            one for one in parties.contacts if not one["is_client"] and not one["is_supplier"]
        ] or self._clients
        self._products = [one for one in parties.products if one["is_active"]]
        self._rate_ids = rate_ids(maker, entity)
        shared = (one for one in parties.projects if entity.entity_id in one["_accounts"])
        self._project_ids = [one["project_id"] for one in shared]
        self._accounts = account_ids(maker, entity)
        self._by_line = entity.vat_mode is VatMode.LINE

    def make(self, count: int) -> None:
        """Invoices first, then the credit invoices; both count."""
        credit_count = count * CREDITS_PER_HUNDRED // 100
        invoices = []
        for number in range(count - credit_count):
            self._maker.day_is_over_by(0.3 + 0.6 * number / count)
            invoices.append(self._invoice(number))
        worth_crediting = [invoice for invoice in invoices if invoice["sum"] > 1]
        for number, invoice in enumerate(self._draw.sample(worth_crediting, min(credit_count, len(worth_crediting)))):
            self._maker.day_is_over_by(0.9 + 0.1 * number / credit_count)
            self._credit(invoice, number)

    def make_prepayments(self, count: int) -> None:
        """They are never synchronized (R96): they are there to be left alone."""
        for number in range(1, count + 1):
            request = self._header(number) | {"no": f"P-{number}", "prepayment_percent": 30, "lines": self._lines()}
            self._maker.make(prepayments.MODULE, self._entity, request)

    def make_a_prepaid_invoice(self) -> None:
        """The newest large unpaid one turns out to have been asked in advance, and paid, by a third (R98)."""
        maker, invoices_ = self._maker, self._maker.state.table("invoices").values()
        mine = (row for row in reversed(invoices_) if row["account_id"] == self._entity.entity_id)
        invoice = next((row for row in mine if not row["_paid_sum"] and gross(row) > PREPAID_ABOVE), None)
        if invoice is None:
            return
        request = {name: invoice[name] for name in ("company_id", "currency", "currency_rate", "owner_id", "discount")}
        request |= {"date": invoice["date"].isoformat(), "lines": [repeated(line) for line in invoice["_lines"]]}
        prepayment = maker.make(prepayments.MODULE, self._entity, request | {"no": "P-0", "prepayment_percent": 33})
        make_receipt(maker, self._entity, "prepayments", prepayment, gross(prepayment))
        maker.change(invoices.MODULE, self._entity, invoice["id"], {"prepayment_id": [prepayment["id"]]})

    def _invoice(self, number: int) -> Row:
        draw = self._draw
        request = self._header(number) | {"no": _number(number), "is_sent": draw.random() < 0.7}  # noqa: PLR2004 a share
        if draw.randrange(8) == 0:
            request["discount"] = draw.choice(DOCUMENT_DISCOUNTS)
            request["discount2"] = "2" if draw.randrange(4) == 0 else None
        request["lines"] = self._nothing_due() if number % 90 == 45 else self._lines()  # noqa: PLR2004 about 1 %
        invoice = self._maker.make(invoices.MODULE, self._entity, request)
        if draw.randrange(20) == 0:
            self._pay(invoice)
        return self._maker.state.table("invoices")[invoice["id"]]

    def _header(self, number: int) -> dict[str, Any]:
        draw, maker = self._draw, self._maker
        client = draw.choice(self._others if number % 40 == 20 else self._clients)  # noqa: PLR2004 a few
        date = maker.today - dt.timedelta(days=draw.randrange(LONGEST_AGO_DAYS))
        currency = draw.choice(CURRENCIES) if self._entity.base_currency == "GBP" else self._entity.base_currency
        header = {
            "company_id": client["contact_id"],
            "date": date.isoformat(),
            "deadline": (date + dt.timedelta(days=draw.choice((7, 14, 14, 30, 45)))).isoformat(),
            "currency": currency,
            "owner_id": draw.randint(1, 4),
            "reference_no": f"{10_000 + number}",
            "project_id": self._project_ids[number % len(self._project_ids)] if number % 3 == 0 else 0,
            "custom_fields": [{"id": "c_po", "value": f"PO-{number:05}" if draw.randrange(3) == 0 else None}],
        }
        if currency in self._entity.currency_rates:
            header["currency_rate"] = self._entity.currency_rates[currency] + Decimal(draw.randint(-90, 90)).scaleb(-4)
        if not self._by_line:
            header["vat_code_id"] = self._rate_ids[draw.choice(EE_RATES)]
        return header

    def _lines(self) -> list[dict[str, Any]]:
        draw = self._draw
        same_rate = draw.random() < 0.55  # noqa: PLR2004 a share
        lines: list[dict[str, Any]] = []
        for _ in range(draw.choice((1, 1, 2, 2, 3, 4, 6))):
            if draw.randrange(9) == 0:
                lines.append({"product_id": HEADING, "comment": draw.choice(HEADINGS)})
            lines.append(self._line(same_rate=same_rate))
        if draw.randrange(14) == 0 and Decimal(lines[-1]["price"]) * Decimal(lines[-1]["amount"]) > 1:
            lines.append(self._taken_off(lines[-1]))
        return lines

    def _line(self, *, same_rate: bool) -> dict[str, Any]:
        draw = self._draw
        line: dict[str, Any] = {"amount": _quantity(draw), "comment": ""}
        if self._products and draw.random() < 0.68:  # noqa: PLR2004 a share
            product = draw.choice(self._products)
            line |= {"product_id": product["product_id"], "price": product["price"]}
        else:
            line |= {"product_id": 0, "comment": draw.choice(TEXTS), "price": _price(draw), "unit": "pc"}
            line["finance_account_symbol"] = draw.choice(("200", "200", "260"))
        if self._by_line and (same_rate or line["product_id"] == 0):
            line["vat_code_id"] = self._rate_ids["OUTPUT2" if same_rate else draw.choice(UK_RATES)]
        if draw.randrange(7) == 0:
            line["discount"] = draw.choice(LINE_DISCOUNTS)
        return line

    def _taken_off(self, line: dict[str, Any]) -> dict[str, Any]:
        """A negative line that stays well below the line it follows."""
        worth = Decimal(line["price"]) * Decimal(line["amount"])
        price = max(CENT, (worth / 12).quantize(CENT))
        taken_off = {"product_id": 0, "comment": "Goodwill", "price": price, "amount": "-1", "unit": ""}
        taken_off["finance_account_symbol"] = "200"
        return taken_off | ({"vat_code_id": line["vat_code_id"]} if "vat_code_id" in line else {})

    def _nothing_due(self) -> list[dict[str, Any]]:
        first = self._line(same_rate=True) | {"discount": "100", "comment": "With our compliments"}
        return [first, {"product_id": 0, "comment": "Free of charge", "price": "0", "amount": "1", "unit": "pc"}]

    def _pay(self, invoice: Row) -> None:
        paid = gross(invoice) if self._draw.randrange(2) else (gross(invoice) / 3).quantize(CENT)
        with self._maker.drawing_apart(f"receipt {invoice['id']}"):
            make_receipt(self._maker, self._entity, "invoices", invoice, paid)

    def _credit(self, invoice: Row, number: int) -> Row:
        """Every second one credits all of it, the others half of the dearest line."""
        dearest = max(invoice["_lines"], key=lambda line: line["sum"])
        half, whole = Decimal("0.5"), Decimal(1)
        back = [repeated(dearest, -half)] if number % 2 else [repeated(line, -whole) for line in invoice["_lines"]]
        request = {name: invoice[name] for name in ("company_id", "currency", "currency_rate", "owner_id")}
        request |= {name: invoice[name] for name in ("discount", "discount2", "vat_code_id")}
        date = min(self._maker.today, invoice["date"] + dt.timedelta(days=self._draw.randrange(20)))
        request |= {"date": date.isoformat(), "no": f"CR-{number + 1:04}", "lines": back}
        request |= {"credited_invoices": [invoice["id"]], "is_sent": self._draw.random() < 0.5}  # noqa: PLR2004 a share
        return self._maker.make(invoices.MODULE, self._entity, request)


def _number(number: int) -> str:
    """Mostly plain, some with leading zeros or a prefix."""
    match number % 25:
        case 7:
            return f"{number:08}"
        case 13:
            return f"ACME-{number:05}"
        case 19:
            return f"2026/{number}"
    return str(20_260_001 + number)


def _quantity(draw: Random) -> str:
    match draw.randrange(10):
        case 0 | 1:
            return f"{draw.randint(1, 99_999)}e-4"
        case 2:
            return f"{draw.randint(1, 40)}.5"
        case 3:
            return str(draw.randint(50, 900))
    return str(draw.randint(1, 24))


def _price(draw: Random) -> Decimal:
    """Two decimals, now and then four."""
    if draw.randrange(6) == 0:
        return Decimal(draw.randint(1, 2_500_000)).scaleb(-4)
    return Decimal(draw.randint(1, 180_000)).scaleb(-2)
