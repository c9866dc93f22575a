"""Both ways of a document put together: what each system answers to what is written to it.

The sums are those of the oracle, which shares nothing with the code under test.
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from hypothesis import assume
from hypothesis import strategies as st
from pydantic import BaseModel

from shared.documents.fields import TradeDocument, XeroDocument
from shared.documents.refs import ProductRef, Refs, Side, TrackingRef
from shared.documents.to_scoro.in_scoro import LineInScoro, TradeDocumentInScoro
from shared.documents.to_scoro.in_xero import DocumentInXero
from shared.documents.to_scoro.refs import Refs as RefsToScoro
from shared.documents.to_scoro.refs import VatCode
from shared.documents.totals import compare
from tests.unit.invoices.oracle import Sold, Sums, Taxing, half_up, in_scoro, in_xero
from tests.unit.invoices.strategies import RATES, TAXING, scoro_documents

DocumentT = TypeVar("DocumentT", bound=TradeDocument)

HOUR, DESIGN, WEBSITE, CONTACT = 84, 3, 77, 312
ACCOUNTS = {"200": 21, "429": 22, "310": 23}
VAT_CODES = {code: VatCode(number, percent) for number, (code, percent) in enumerate(RATES.items(), start=1)}
CODE_OF = {vat.id: code for code, vat in VAT_CODES.items()}
SYMBOL_OF = {number: symbol for symbol, number in ACCOUNTS.items()}
TO_SCORO = RefsToScoro(
    contact_id=CONTACT,
    base_currency="GBP",
    vat_codes=VAT_CODES,
    accounts=ACCOUNTS,
    products={"HOUR": HOUR},
    accounting_objects={("Department", "Design"): DESIGN},
    tracked=frozenset({"Department"}),
    projects={"website": (WEBSITE,)},
    project_categories=frozenset({"Project"}),
)


def to_xero_refs(side: Side, account: str) -> Refs:
    return Refs(
        contact_id="c-312",
        base_currency="GBP",
        tax_rates=RATES,
        default_account=account,
        side=side,
        products={HOUR: ProductRef(item_code="HOUR", is_never_discounted=False)},
        accounting_objects={DESIGN: TrackingRef("Department", "Design")},
        tracks_objects=True,
        projects={WEBSITE: TrackingRef("Project", "Website")},
        tracks_projects=True,
    )


def differing(there: BaseModel, back: BaseModel, but_for: Collection[str], prefix: str = "") -> list[str]:
    """Fields that are not equal, but for those of the written list."""
    fields = type(there).model_fields
    unequal = [name for name in fields if getattr(there, name) != getattr(back, name)]
    return [f"{prefix}{name}" for name in unequal if f"{prefix}{name}" not in but_for]


def differing_lines(
    there: Sequence[BaseModel], back: Sequence[BaseModel], but_for: Collection[str], prefix: str
) -> list[str]:
    """The same of lines at the same places; as many have to be there."""
    assert len(there) == len(back)
    pairs = zip(there, back, strict=True)
    return sorted({name for one, other in pairs for name in differing(one, other, but_for, prefix)})


def unlike_lines(there: TradeDocument, back: TradeDocument, but_for: Collection[str], account: str) -> list[str]:
    """As above of Scoro's lines: text is text and nothing else (R85), a missing account or project is filled in."""
    unlike: list[str] = []
    for line, again in zip(there.lines or (), back.lines or (), strict=True):
        if line.is_heading or again.is_heading:
            words = "\n".join(text for text in (line.product_name, line.comment, line.comment2) if text)
            unlike += [] if line.is_heading and again.is_heading and again.comment == words else ["headings"]
            continue
        unlike += differing(line, again, but_for, "lines.")
        filled = (line.finance_account_symbol or account, line.project_id or there.project_id)
        unlike += [] if (again.finance_account_symbol, again.project_id) == filled else ["account or project"]
    return unlike


def is_same_rate(there: Decimal | None, back: Decimal | None) -> bool:
    """As far as six decimals of its inverse tell; none is the base currency's."""
    one = Decimal(1)
    return abs((back or one) - (there or one)) < Decimal("0.00001")


def money(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def xero_answers(element: XeroDocument) -> DocumentInXero:
    """What Xero makes of it and tells from then on."""
    said = element.as_json()
    sums = in_xero(said, RATES)
    nets = iter(sums.lines)
    lines = [line | ({"LineAmount": money(next(nets))} if "Quantity" in line else {}) for line in said["LineItems"]]
    totals = {"SubTotal": money(sums.net), "TotalTax": money(sums.vat), "Total": money(sums.gross)}
    name = "CreditNoteID" if element.kind == "credit_note" else "InvoiceID"
    return DocumentInXero.model_validate({**said, **totals, name: "x-1", "LineItems": lines})


def scoro_answers(
    written: TradeDocumentInScoro, source: DocumentInXero, model: type[DocumentT], taxing: Taxing
) -> DocumentT:
    """What Scoro makes of it and tells from then on.

    Raises TotalsDifferError where that is another sum than Xero's: such a document is a problem (R122).
    """
    priced = [line for line in written.lines if line.vat_code_id is not None]
    sums = in_scoro([_sold(line) for line in priced], (), taxing) if priced else Sums((), 0, 0)
    compare(scoro=money(sums.gross), xero=source.total)
    nets = iter(sums.lines)
    lines = [_line(line, nets, taxing) for line in written.lines]
    header = {"id": 1, "sum": money(sums.net), "vat_sum": money(sums.vat), "account_id": "acme_uk"}
    if taxing == "document":
        header["vat_code"] = CODE_OF.get(written.vat_code_id or 0, "")
    return model.model_validate({**written.as_json(), **header, "lines": lines})


def _sold(line: LineInScoro) -> Sold:
    rate = RATES[CODE_OF[line.vat_code_id or 0]]
    return Sold(line.price or Decimal(0), line.amount or Decimal(0), rate, line.discount or Decimal(0))


def _line(line: LineInScoro, nets: Any, taxing: Taxing) -> dict[str, Any]:
    said = line.as_json()
    if line.vat_code_id is None:
        return said
    code = {} if taxing == "document" else {"vat_code": CODE_OF[line.vat_code_id]}
    named = {"product_name": "An hour", "product_code": "HOUR"} if line.product_id == HOUR else {}
    symbol = SYMBOL_OF[line.finance_account_id or 0]
    return {**said, **code, **named, "finance_account_symbol": symbol, "sum": money(next(nets))}


@st.composite
def from_scoro(draw: st.DrawFn) -> tuple[dict[str, Any], Taxing]:
    """A document of Scoro as people enter it, with everything a document may have, and more than text."""
    taxing = draw(TAXING)
    wire, _ = draw(scoro_documents(st.just(taxing)))
    assume(any(Decimal(line["price"]) or Decimal(line["amount"]) for line in wire["lines"]))
    currency = draw(st.sampled_from(("GBP", "EUR")))
    rate = draw(st.integers(50_000, 200_000)) if currency == "EUR" else 100_000
    header = {
        "currency": currency,
        "currency_rate": Decimal(rate).scaleb(-5),
        "deadline": draw(st.sampled_from(("2026-03-16", ""))),
        "reference_no": draw(st.sampled_from(("20260310", ""))),
        "description": draw(st.sampled_from(("Second instalment", ""))),
        "project_id": draw(st.sampled_from((0, WEBSITE))),
        "paid_sum": draw(st.sampled_from(("0.00", "10.00"))),
    }
    return {**wire, **header, "lines": [_dressed(draw, line) for line in wire["lines"]]}, taxing


def _dressed(draw: st.DrawFn, line: Mapping[str, Any]) -> dict[str, Any]:
    if line["product_id"] == -1:
        return dict(line)
    product = draw(st.sampled_from((0, HOUR)))
    return {
        **line,
        "product_id": product,
        "product_name": "An hour" if product else "",
        "comment2": draw(st.sampled_from(("", "On site"))),
        "unit": draw(st.sampled_from(("", "h"))),
        "finance_account_symbol": draw(st.sampled_from(("", "310"))),
        "finance_object_id": draw(st.sampled_from((0, DESIGN))),
        "project_id": draw(st.sampled_from((0, WEBSITE))),
    }


PLAIN_LINES = st.lists(
    st.builds(
        Sold,
        price=st.integers(1, 9_999_999).map(lambda number: Decimal(number).scaleb(-4)),
        amount=st.integers(1, 99_999).map(lambda number: Decimal(number).scaleb(-2)),
        rate=st.sampled_from(sorted(RATES.values())),
        discount=st.sampled_from([Decimal(text) for text in ("0", "0", "10", "12.5", "33.33")]),
    ),
    min_size=1,
    max_size=8,
)
"""Nothing that has to be folded on invoices."""


@st.composite
def from_xero(draw: st.DrawFn, kind: str) -> DocumentInXero:
    """An approved document of Xero that is worth something, entered there with or without tax in its prices."""
    sold = draw(PLAIN_LINES)
    types = draw(st.sampled_from(("Exclusive", "Inclusive")))
    may_discount = kind == "ACCREC"
    lines, sums = _in_xero(sold, types, may_discount=may_discount)
    assume(sums.gross > 0)
    dressed = [line | _extras(draw) for line in lines]
    texts = draw(st.sampled_from(([], [{"Description": "Phase 1"}])))
    is_note = kind.endswith("CREDIT")
    number, name = ("CreditNoteNumber", "CreditNoteID") if is_note else ("InvoiceNumber", "InvoiceID")
    currency = draw(st.sampled_from((("GBP", None), ("EUR", Decimal("1.174770")))))
    return DocumentInXero.model_validate(
        {
            "Type": kind, name: "x-1", number: "INV-7", "Status": draw(st.sampled_from(("AUTHORISED", "PAID"))),
            "Contact": {"ContactID": "c-312"}, "Date": "2026-03-02", "LineAmountTypes": types,
            "Reference": draw(st.sampled_from(("PO 17", ""))), "CurrencyCode": currency[0],
            "CurrencyRate": currency[1], "SubTotal": money(sums.net), "TotalTax": money(sums.vat),
            "Total": money(sums.gross), "AmountPaid": money(draw(st.sampled_from((0, sums.gross)))),
            "LineItems": texts + dressed,
            **({} if is_note else {"DueDate": "2026-03-16"}),
        }
    )  # fmt: skip


def _in_xero(sold: list[Sold], types: str, *, may_discount: bool) -> tuple[list[dict[str, Any]], Sums]:
    lines, nets, taxes = [], [], []
    code_of = {rate: code for code, rate in RATES.items()}
    for one in sold:
        left = 1 - one.discount / 100 if may_discount else Decimal(1)
        amount = half_up_cents(one.price * one.amount * left)
        off = 100 + one.rate if types == "Inclusive" else Decimal(100)
        tax = half_up_cents(money(amount) * one.rate / off)
        nets.append(amount - tax if types == "Inclusive" else amount)
        taxes.append(tax)
        line = {
            "Description": "Work", "Quantity": one.amount, "UnitAmount": one.price, "AccountCode": "310",
            "TaxType": code_of[one.rate], "TaxAmount": money(tax), "LineAmount": money(amount),
        }  # fmt: skip
        lines.append(line | ({"DiscountRate": one.discount} if may_discount and one.discount else {}))
    return lines, Sums(tuple(nets), sum(nets), sum(taxes))


def half_up_cents(amount: Decimal) -> int:
    return half_up(100 * Fraction(amount))


def _extras(draw: st.DrawFn) -> dict[str, Any]:
    options = (("Department", "Design"), ("Project", "Website"))
    chosen = [{"Name": name, "Option": option} for name, option in options if draw(st.booleans())]
    return {"Tracking": chosen, "ItemCode": draw(st.sampled_from(("", "HOUR", "UNKNOWN")))}
