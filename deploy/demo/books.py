"""Both books side by side, document by document, from what the two sandboxes answer; pure."""

import html
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]
ZERO = Decimal(0)
GONE = frozenset({"VOIDED", "DELETED"})


@dataclass(frozen=True, slots=True)
class Document:
    """A sales document as either system has it; amounts as Xero writes them, those of a credit turned around."""

    kind: str
    number: str
    currency: str
    status: str
    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.number.casefold()


@dataclass(frozen=True, slots=True)
class Sums:
    """Of a currency and status in one system."""

    count: int = 0
    net: Decimal = ZERO
    tax: Decimal = ZERO

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax

    def plus(self, document: Document) -> "Sums":
        return Sums(self.count + 1, self.net + document.net, self.tax + document.tax)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the two books have in common and what not."""

    scoro: dict[tuple[str, str], Sums]
    """(currency, status) → sums."""
    xero: dict[tuple[str, str], Sums]
    lost: tuple[str, ...] = ()
    """Documents of Scoro that Xero does not have."""
    duplicates: tuple[str, ...] = ()
    """Documents of Xero that stand there twice, or that Scoro does not have."""
    unequal: tuple[str, ...] = ()
    """Documents of which something differs."""
    difference: Decimal = ZERO
    """Sum of what they differ by, each without sign."""
    lost_contacts: tuple[str, ...] = ()
    double_contacts: tuple[str, ...] = ()
    contacts: int = 0
    documents: int = 0
    notes: tuple[str, ...] = field(default=())

    @property
    def agrees(self) -> bool:
        """Equal to the cent, nothing lost, nothing doubled."""
        wrong = (self.lost, self.duplicates, self.unequal, self.lost_contacts, self.double_contacts)
        return not any(wrong) and self.difference == 0


def compare(scoro: Mapping[str, Sequence[Row]], xero: Mapping[str, Sequence[Row]]) -> Comparison:
    """Compare dumps of both sandboxes: `contacts`, `invoices` there; `Contacts`, `Invoices`, `CreditNotes` here."""
    ours = [of_scoro(row) for row in scoro["invoices"] if not _flag(row.get("is_deleted"))]
    theirs = [found for found in of_xero(xero) if found.status not in GONE]
    there = defaultdict(list)
    for document in theirs:
        there[document.key].append(document)
    here = {document.key: document for document in ours}
    pairs = [(document, there[document.key][0]) for document in ours if there[document.key]]
    lost_contacts, double_contacts = _contacts(scoro["contacts"], xero["Contacts"])
    return Comparison(
        scoro=_sums(ours),
        xero=_sums(theirs),
        lost=tuple(document.number for document in ours if not there[document.key]),
        duplicates=tuple(
            documents[0].number
            for key, documents in there.items()
            if len(documents) > 1 or (documents and key not in here)
        ),
        unequal=tuple(text for pair in pairs if (text := _unequal(*pair))),
        difference=sum(
            (abs(one.net - other.net) + abs(one.tax - other.tax) for one, other in pairs), ZERO
        ),
        lost_contacts=lost_contacts,
        double_contacts=double_contacts,
        contacts=sum(1 for row in scoro["contacts"] if _is_listed(row)),
        documents=len(ours),
    )  # fmt: skip


def of_scoro(row: Row) -> Document:
    """A regular or credit invoice; what Xero is to make of its status is written here a second time, on purpose."""
    net, tax = Decimal(str(row["sum"])), Decimal(str(row["vat_sum"]))
    is_credit = bool(row.get("credited_invoices")) or net + tax < 0
    approved = is_credit or _flag(row.get("is_sent"))
    is_empty = net + tax == 0
    status = ("PAID" if is_empty else "AUTHORISED") if approved else "DRAFT"
    sign = -1 if is_credit and net + tax < 0 else 1
    return Document(
        "credit note" if is_credit else "invoice", str(row["no"]), str(row["currency"]), status, net * sign, tax * sign
    )


def of_xero(dump: Mapping[str, Sequence[Row]]) -> list[Document]:
    """Invoices and credit notes."""
    kinds = (("invoice", "Invoices", "InvoiceNumber"), ("credit note", "CreditNotes", "CreditNoteNumber"))
    return [
        Document(
            kind,
            str(row.get(number, "")),
            str(row["CurrencyCode"]),
            str(row["Status"]),
            Decimal(str(row["SubTotal"])),
            Decimal(str(row["TotalTax"])),
        )
        for kind, name, number in kinds
        for row in dump.get(name, ())
        if row.get("Type") in {"ACCREC", "ACCRECCREDIT"}
    ]


def _sums(documents: Iterable[Document]) -> dict[tuple[str, str], Sums]:
    found: defaultdict[tuple[str, str], Sums] = defaultdict(Sums)
    for document in documents:
        key = (document.currency, f"{document.kind} {document.status}")
        found[key] = found[key].plus(document)
    return dict(sorted(found.items()))


def _unequal(one: Document, other: Document) -> str:
    differing = [
        f"{name} {getattr(one, name)} ≠ {getattr(other, name)}"
        for name in ("currency", "status", "net", "tax")
        if getattr(one, name) != getattr(other, name)
    ]
    return f"{one.number}: {', '.join(differing)}" if differing else ""


def _contacts(ours: Sequence[Row], theirs: Sequence[Row]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every client and supplier once in Xero, found by the id that its twin carries, else by its name."""
    active = [row for row in theirs if row.get("ContactStatus", "ACTIVE") == "ACTIVE"]
    numbers = Counter(str(row.get("ContactNumber", "")) for row in active)
    names = {_name(str(row["Name"])) for row in active}
    listed = [row for row in ours if _is_listed(row)]
    lost = [
        _full_name(row) for row in listed if not numbers[str(row["contact_id"])] and _name(_full_name(row)) not in names
    ]
    return tuple(lost), tuple(number for number, count in numbers.items() if number and count > 1)


def _full_name(row: Row) -> str:
    return html.unescape(f"{row.get('name') or ''} {row.get('lastname') or ''}")


def _name(text: str) -> str:
    return " ".join(text.split()).casefold()


def _is_listed(row: Row) -> bool:
    return not _flag(row.get("is_deleted")) and (_flag(row.get("is_client")) or _flag(row.get("is_supplier")))


def _flag(value: object) -> bool:
    return str(value).lower() in {"1", "true"}


def crossed(
    scoro: Mapping[str, Sequence[Row]], first: Mapping[str, Sequence[Row]], last: Mapping[str, Sequence[Row]]
) -> list[dict[str, Any]]:
    """Per category: seen in Scoro, created in Xero, and changed there after the first synchronization."""
    parts = {"contacts": (("Contacts", "ContactID"),),
             "invoices": (("Invoices", "InvoiceID"), ("CreditNotes", "CreditNoteID"))}  # fmt: skip
    found = []
    for category, names in parts.items():
        before, after = (
            {row[own]: row["UpdatedDateUTC"] for name, own in names for row in dump[name]} for dump in (first, last)
        )
        found.append(
            {
                "category": category,
                "seen": len(scoro[category]),
                "created": len(after),
                "updated": sum(1 for own, moment in after.items() if before.get(own, moment) != moment),
            }
        )
    return found
