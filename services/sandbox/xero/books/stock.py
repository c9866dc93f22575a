"""How many of a tracked item are there and what they cost: approved documents move both (reference section 8.7).

Purchases add at their net price, sales take at the average cost so far, credit notes do the opposite. Xero's own words
for what it refuses here are not known.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.money import ZERO, rounded
from services.sandbox.xero.books.papers import Document, Kind, Line
from services.sandbox.xero.books.problems import Findings
from services.sandbox.xero.books.records import Item
from services.sandbox.xero.books.transitions import APPROVED


@dataclass(frozen=True, slots=True)
class Stock:
    quantity: Decimal = ZERO
    cost: Decimal = ZERO

    def moved(self, document: Document, line: Line) -> "Stock":
        quantity = line.quantity or ZERO
        if document.is_sale:
            average = self.cost / self.quantity if self.quantity > 0 else ZERO
            out, price = quantity, rounded(average * quantity)
        else:
            out, price = -quantity, -_net(document, line)
        if document.kind is Kind.CREDIT_NOTE:
            out, price = -out, -price
        return Stock(self.quantity - out, self.cost - price)


def on_hand(ledger: Ledger, item: Item, *, without: str = "") -> Stock:
    """`without` is the id of a document that is not counted."""
    stock = Stock()
    for document, line in _movements(ledger, item):
        if document.id != without:
            stock = stock.moved(document, line)
    return stock


def check(ledger: Ledger, document: Document, findings: Findings) -> None:
    """Nothing is sold that is not there, unless the call allows backorders."""
    wanted: dict[str, Decimal] = {}
    for line in document.lines:
        if line.item_code and line.quantity:
            wanted[line.item_code] = wanted.get(line.item_code, ZERO) + line.quantity
    for code, quantity in wanted.items():
        item = ledger.item_for(code)
        if item is not None and item.is_tracked and on_hand(ledger, item, without=document.id).quantity < quantity:
            findings.add(f"There is not enough quantity on hand of the tracked inventory item '{code}'")


def is_moved(ledger: Ledger, item: Item) -> bool:
    return any(line.item_code == item.code for line in ledger.all_lines())


def _movements(ledger: Ledger, item: Item) -> Iterator[tuple[Document, Line]]:
    documents = [*ledger.invoices.values(), *ledger.credit_notes.values()]
    for document in sorted(documents, key=lambda one: (one.date, one.is_sale)):
        if document.status in APPROVED:
            yield from ((document, line) for line in document.lines if line.item_code == item.code)


def _net(document: Document, line: Line) -> Decimal:
    return line.line_amount - line.tax_amount if document.line_amount_types == "Inclusive" else line.line_amount
