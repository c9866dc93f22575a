"""What happens to approved documents: each of these in turn, so that even a small studio has seen them all."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from services.sandbox.xero.books.papers import Document
from services.sandbox.xero.seeding.maker import Maker
from services.sandbox.xero.seeding.papers import Papers

Deed = Callable[[Maker, Papers, Document], None]
SOON = 20


def nothing(_: Maker, __: Papers, ___: Document) -> None:
    """It stays open."""


def paid(maker: Maker, _: Papers, one: Document) -> None:
    """Some of it was found on the bank statement already."""
    reference = f"thanks, {one.number}".rstrip(", ")
    maker.pay(one, one.outstanding, _soon(maker, one), Reference=reference, IsReconciled=maker.chance(50))


def part_paid(maker: Maker, _: Papers, one: Document) -> None:
    maker.pay(one, maker.part_of(one.outstanding, 40), _soon(maker, one), Reference="on account")


def paid_twice_alike(maker: Maker, _: Papers, one: Document) -> None:
    """Two equal payments on one day, as they come from two bank cards."""
    amount, day = maker.part_of(one.outstanding, 25), _soon(maker, one)
    for _again in range(2):
        maker.pay(one, amount, day)


def payment_deleted(maker: Maker, _: Papers, one: Document) -> None:
    """It was meant for somebody else; a smaller one stays."""
    maker.unpay(maker.pay(one, one.outstanding, _soon(maker, one), Reference="wrong one"))
    maker.pay(maker.as_it_is(one), maker.part_of(one.outstanding, 30), _soon(maker, one))


def paid_elsewhere(maker: Maker, _: Papers, one: Document) -> None:
    """Foreign money arrives in the home account, less what the bank keeps; home money in a foreign account."""
    other = maker.banks[maker.base] if one.currency_code != maker.base else list(maker.banks.values())[-1]
    maker.pay(one, one.outstanding, _soon(maker, one), Account={"Code": other})


def credited_in_part(maker: Maker, papers: Papers, one: Document) -> None:
    """A part of the credit is used, the rest waits."""
    note = papers.credit_note(one)
    maker.allocate(note, one, maker.part_of(note.outstanding, 50))


def credited(maker: Maker, papers: Papers, one: Document) -> None:
    """All of the credit is used, and the rest is paid."""
    note = papers.credit_note(one)
    maker.allocate(note, one, note.outstanding)
    left = maker.as_it_is(one)
    maker.pay(left, left.outstanding, _soon(maker, one))


def credit_refunded(maker: Maker, papers: Papers, one: Document) -> None:
    note = papers.credit_note(one)
    maker.pay(note, note.outstanding, _soon(maker, note), Reference="refund")


def credit_drafted(_: Maker, papers: Papers, one: Document) -> None:
    """Nobody has approved it yet."""
    papers.credit_note(one, "DRAFT")


def credit_taken_back(maker: Maker, papers: Papers, one: Document) -> None:
    note = papers.credit_note(one)
    maker.unallocate(maker.allocate(note, one, note.outstanding))


def prepaid(maker: Maker, _: Papers, one: Document) -> None:
    """Half came ahead and is applied; a tenth of it goes back."""
    credit = _ahead(maker, one, "PREPAYMENT", maker.part_of(one.outstanding, 50))
    maker.allocate(credit, one, maker.part_of(credit.outstanding, 90))
    left = maker.as_it_is(credit)
    if left.outstanding:
        maker.pay(left, left.outstanding, _soon(maker, one), Reference="too much ahead")


def overpaid(maker: Maker, _: Papers, one: Document) -> None:
    """It is settled by what was overpaid before; the rest of that remains."""
    credit = _ahead(maker, one, "OVERPAYMENT", maker.part_of(one.outstanding, 150))
    maker.allocate(credit, one, one.outstanding)


def overpaid_and_refunded(maker: Maker, _: Papers, one: Document) -> None:
    """What was overpaid before went back; this one stays open."""
    credit = _ahead(maker, one, "OVERPAYMENT", Decimal("99.95"))
    maker.pay(credit, credit.outstanding, _soon(maker, one), Reference="back to you")


def only_ahead(maker: Maker, _: Papers, one: Document) -> None:
    """Money came ahead and nobody has applied it yet."""
    _ahead(maker, one, "PREPAYMENT", Decimal(250))


DEEDS: tuple[Deed, ...] = (
    paid, nothing, part_paid, paid_twice_alike, credited_in_part, prepaid, paid, overpaid, payment_deleted,
    paid_elsewhere, nothing, credited, credit_refunded, paid, overpaid_and_refunded, only_ahead, credit_taken_back,
    nothing, part_paid, credit_drafted,
)  # fmt: skip


def _ahead(maker: Maker, one: Document, noun: str, amount: Decimal) -> Document:
    """What the bank transaction of such a credit made."""
    side, account = ("RECEIVE", "200") if one.is_sale else ("SPEND", "429")
    line = {"Description": "Ahead of work", "Quantity": 1, "UnitAmount": amount}
    body = {
        "Type": f"{side}-{noun}",
        "Contact": {"ContactID": one.contact_id},
        "BankAccount": {"Code": maker.banks[one.currency_code]},
        "CurrencyRate": one.currency_rate,
        "Date": one.date.isoformat(),
        "LineItems": [line if noun == "OVERPAYMENT" else line | {"AccountCode": account}],
    }
    made_by = maker.bank(body)
    return maker.ledger.document(made_by.credit_id)


def _soon(maker: Maker, one: Document) -> dt.date:
    return maker.day_after(one.date, most=SOON)
