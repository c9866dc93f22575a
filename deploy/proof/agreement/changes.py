"""What is changed behind the sync's back: by people, in both sandboxes, each object once."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from random import Random

from deploy.demo.life import ENTITY, HOME
from deploy.demo.papers import Row
from deploy.proof.agreement.books import Books, Found

INVOICES, BILLS = "invoices", "bills"
ACCOUNTS = {INVOICES: "200", BILLS: "429"}
CENT = Decimal("0.01")
PLACES = Decimal("0.000001")
"""Of rates."""
DEARER = Decimal("1.05")
OTHER = {"comment": "Something else", "price": "7.35", "amount": "1"}


def _voided(books: Books, known: str, kind: str = INVOICES) -> Found:
    books.person("void", invoice=books.links[kind][known])
    return kind, "scoro", known


def _edited_in_xero(books: Books, known: str, kind: str = INVOICES) -> Found:
    line = {"Description": "Something else", "Quantity": 1, "UnitAmount": 7, "AccountCode": ACCOUNTS[kind]}
    return _called(books, known, kind, {"LineItems": [line]})


def _renumbered(books: Books, known: str, kind: str = INVOICES) -> Found:
    return _called(books, known, kind, {"InvoiceNumber": f"X-{known}"})


def _dated_in_xero(books: Books, known: str, kind: str = INVOICES) -> Found:
    """Not later than it is due."""
    day = dt.date.fromisoformat(str(books.there[books.links[kind][known]]["DateString"])[:10])
    return _called(books, known, kind, {"Date": f"{day - dt.timedelta(days=1)}"})


def _called(books: Books, known: str, kind: str, body: Row) -> Found:
    books.person("call", method="POST", path=f"/Invoices/{books.links[kind][known]}", body=body)
    return kind, "scoro", known


def _edited_in_scoro(books: Books, known: str, kind: str = INVOICES) -> Found:
    books.scoro.post(f"ui/{ENTITY}/{kind}/{known}", {"lines": [OTHER]}, method="PATCH")
    return kind, "scoro", known


def _deleted_in_scoro(books: Books, known: str, kind: str = INVOICES) -> Found:
    books.scoro.post(f"ui/{ENTITY}/{kind}/{known}", method="DELETE")
    return kind, "scoro", known


def _paid_in_scoro(books: Books, known: str) -> Found:
    """R113: what nobody should do."""
    before = _receipts(books)
    books.scoro.post(f"ui/{ENTITY}/invoices/{known}/pay", {"amount": "1.00"})
    [made] = _receipts(books) - before
    return "receipts", "scoro", made


def _receipts(books: Books) -> set[str]:
    return {str(row["id"]) for row in books.scoro.get(f"dump/{ENTITY}", module="receipts")["receipts"]}


def _paid_in_xero(books: Books, known: str, kind: str = INVOICES) -> Found:
    """Nobody has read the payment yet: it is only there."""
    answer = books.person("pay", invoice=books.links[kind][known], amount="1.00")
    return "receipts", "xero", str(_only(answer, "Payments")["PaymentID"])


def _rate_in_xero(books: Books, known: str) -> Found:
    other = Decimal(str(books.there[books.links[INVOICES][known]]["CurrencyRate"])) * DEARER
    return _called(books, known, INVOICES, {"CurrencyRate": str(other.quantize(PLACES))})


def _rate_in_scoro(books: Books, known: str) -> Found:
    other = Decimal(str(books.here["invoices"][known]["currency_rate"])) * DEARER
    body = {"currency_rate": str(other.quantize(PLACES))}
    books.scoro.post(f"ui/{ENTITY}/invoices/{known}", body, method="PATCH")
    return "invoices", "scoro", known


def _receipt_deleted(books: Books, known: str) -> Found:
    books.scoro.post(f"ui/{ENTITY}/receipts/{known}", method="DELETE")
    return "receipts", "scoro", known


def _receipt_edited(books: Books, known: str) -> Found:
    """A cent less than was paid."""
    parts = [dict(part) for part in books.here["receipts"][known]["receipts"]]
    parts[0]["sum"] = str(Decimal(str(parts[0]["sum"])) - CENT)
    kept = ("receipt_id", "invoice_id", "date", "sum")
    body = {"receipts": [{name: part[name] for name in kept if part.get(name)} for part in parts]}
    books.scoro.post(f"ui/{ENTITY}/receipts/{known}", body, method="PATCH")
    return "receipts", "scoro", known


def _payment_deleted(books: Books, known: str) -> Found:
    books.person("unpay", payment=books.links["receipts"][known])
    return "receipts", "scoro", known


def _only(answer: dict[str, list[Row]], name: str) -> Row:
    [one] = answer[name]
    return one


def _merged(books: Books, loser: str, winner: str) -> Iterator[Found]:
    """Every document of the contact that goes is another's now."""
    moved = books.of_contact(loser)
    books.person("merge", contact=loser, into=winner)
    for category, known in moved:
        yield category, "scoro", known


@dataclass(frozen=True, slots=True)
class Way:
    """How something is changed, and of what."""

    does: Callable[[Books, str], Found]
    of: str = "home"
    """`home`, `foreign` (invoices by their currency), `bills` or `receipts`."""


WAYS: Sequence[Way] = (
    Way(_voided),
    Way(_paid_in_xero),
    Way(_rate_in_xero, "foreign"),
    Way(_receipt_deleted, "receipts"),
    Way(_edited_in_xero),
    Way(_renumbered),
    Way(_rate_in_scoro, "foreign"),
    Way(_receipt_edited, "receipts"),
    Way(_edited_in_scoro),
    Way(_deleted_in_scoro),
    Way(_payment_deleted, "receipts"),
    Way(_paid_in_scoro),
    Way(_dated_in_xero),
    *(Way(partial(does, kind=BILLS), BILLS) for does in (_voided, _edited_in_xero, _renumbered, _dated_in_xero)),
    *(Way(partial(does, kind=BILLS), BILLS) for does in (_edited_in_scoro, _deleted_in_scoro, _paid_in_xero)),
)


def seeded(books: Books, count: int, seed: int) -> Iterator[Found]:
    """At least so many changes, every way by turns as long as there is something for it, each of another object.

    A merge of two contacts comes first; it changes every document of the one that goes.
    """
    random = Random(seed)  # noqa: S311 - which documents are touched is no secret
    invoices = books.untouched("invoices")
    moved = frozenset[tuple[str, str]]()
    if pair := _to_merge(books, invoices):
        moved = frozenset(books.of_contact(pair[0]))
        yield from _merged(books, *pair)
    free = [known for known in invoices if ("invoices", known) not in moved]
    is_home = {known: books.here["invoices"][known]["currency"] == HOME for known in free}
    pools = {
        "home": [known for known in free if is_home[known]],
        "foreign": [known for known in free if not is_home[known]],
        BILLS: [known for known in books.untouched(BILLS) if (BILLS, known) not in moved],
        "receipts": sorted(known for known in books.links["receipts"] if known in books.here["receipts"]),
    }
    for pool in pools.values():
        random.shuffle(pool)
    left = count - len(moved)
    while left > 0 and any(pools[way.of] for way in WAYS):
        for way in WAYS:
            if left > 0 and pools[way.of]:
                yield way.does(books, pools[way.of].pop())
                left -= 1


def _to_merge(books: Books, invoices: Sequence[str]) -> tuple[str, str] | None:
    """The contact with fewest documents, into the one with most; None where there is one alone."""
    rows = [books.there[books.links["invoices"][known]] for known in invoices]
    contacts = {str(row["Contact"]["ContactID"]) for row in rows}
    sizes = sorted((len(books.of_contact(one)), one) for one in contacts)
    return (sizes[0][1], sizes[-1][1]) if len(sizes) > 1 else None
