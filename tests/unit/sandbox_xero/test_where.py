"""The `where` and `order` language."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.problems import RequestRefusedError
from services.sandbox.xero.query import order, where
from services.sandbox.xero.query.fields import Kind, amount, day, fields, flag, guid, text
from services.sandbox.xero.seeding.bodies import OrganisationSeed
from services.sandbox.xero.seeding.planting import ledger_from

BOOKS: Ledger = ledger_from(OrganisationSeed(name="Books"), dt.datetime(2026, 11, 20, tzinfo=dt.UTC))


class Row:
    """Something with one field of each kind."""

    def __init__(self, **values: Any) -> None:
        self.name = values.get("name", "Ada")
        self.total = values.get("total", Decimal("10.50"))
        self.when = values.get("when", dt.date(2026, 11, 20))
        self.is_open = values.get("is_open", True)
        self.id = "6d42f03b-181f-43e3-93fb-2025c012de92"
        self.note = values.get("note")


ROWS = fields(
    "Row",
    {
        "Name": text("name"),
        "Note": text("note"),
        "Total": amount("total"),
        "Date": day("when"),
        "IsOpen": flag("is_open"),
        "RowID": guid("id"),
        "Contact.Name": (Kind.TEXT, lambda _, one: one.name),
    },
)


def matches(expression: str, row: Row | None = None) -> bool:
    return where.parsed(expression, ROWS)(BOOKS, row or Row())


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('Name=="ada"', True),
        ('Name = "ADA"', True),
        ('name!="Bob"', True),
        ('Name.Contains("D")', True),
        ('Name.ToLower().StartsWith("ad")', True),
        ('Name.EndsWith("x")', False),
        ('Note==null OR Note.Contains("x")', True),
        ('Note!=null AND Note.Contains("x")', False),
        ("Total>=10.5", True),
        ("Total > 10.50 || Total < -1", False),
        ("Date==DateTime(2026,11,20)", True),
        ("Date >= DateTime(2026, 11, 20, 0, 0, 1)", False),
        ('Date<DateTime.Parse("2026-12-01")', True),
        ("IsOpen", True),
        ("IsOpen==false", False),
        ("!IsOpen", False),
        ('RowID==Guid("6D42F03B-181F-43E3-93FB-2025C012DE92")', True),
        ('Contact.Name=="Ada" && (Total==1 OR Total==10.5)', True),
        ('Name=="x" OR Name=="Ada" AND Total==1', False),
        ('(Name=="x" OR Name=="Ada") AND Total==10.5', True),
        ("Total<>10.5", False),
        ("10 < Total", True),
    ],
)
def test_expressions(expression: str, expected: bool) -> None:  # noqa: FBT001 a parameter of the table
    assert matches(expression) is expected


@pytest.mark.parametrize(
    "nonsense",
    [
        "Foo==1",
        "Contact.Foo==1",
        "Name==",
        "Name==1",
        'Total=="1"',
        "Name",
        "Total",
        '(Name=="a"',
        'Name=="a")',
        'Name=="a" AND',
        'Name=="a" Name=="b"',
        'Name LIKE "a"',
        "Name=='a'",
        'Name=="a',
        "Date==DateTime(2026,13,1)",
        "Date==DateTime(2026)",
        'RowID==Guid("7")',
        'RowID > Guid("6d42f03b-181f-43e3-93fb-2025c012de92")',
        'Name.Matches("a")',
        'Total.Contains("1")',
        "Name.Contains(1)",
        'Note.Contains("x")',
        "IsOpen > false",
        "Total > null",
        "; DROP TABLE",
        "(" * 200 + "IsOpen" + ")" * 200,
    ],
)
def test_nonsense_is_refused(nonsense: str) -> None:
    with pytest.raises(RequestRefusedError) as refused:
        matches(nonsense)

    assert (refused.value.number, refused.value.kind) == (16, "QueryParseException")


names = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20)


@given(names, names)
def test_any_quoted_text_is_found_again(value: str, other: str) -> None:
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')

    assert matches(f'Name=="{quoted}"', Row(name=value or None)) is bool(value)
    assert matches(f'Name=="{quoted}"', Row(name=other or None)) is (value.lower() == other.lower() and bool(value))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9), st.data())
def test_numbers_compare_exactly(value: Decimal, data: st.DataObject) -> None:
    other = data.draw(st.sampled_from([value, value + Decimal("0.0001"), value - Decimal("0.0001")]))

    assert matches(f"Total >= {value:f}", Row(total=other)) is (other >= value)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)), st.integers(-1, 1))
def test_days_compare(day_of: dt.date, days: int) -> None:
    row = Row(when=day_of + dt.timedelta(days=days))

    assert matches(f"Date < DateTime({day_of.year},{day_of.month:02},{day_of.day})", row) is (days < 0)


@given(st.text(max_size=60))
def test_whatever_is_typed_it_parses_or_is_refused(expression: str) -> None:
    try:
        where.parsed(expression, ROWS)
    except RequestRefusedError as refused:
        assert refused.kind == "QueryParseException"  # noqa: PT017 either outcome is right, no other


@given(st.recursive(st.booleans(), lambda inner: st.tuples(st.sampled_from(["AND", "OR"]), inner, inner), max_leaves=8))
def test_logic_is_logic(tree: Any) -> None:
    def written(node: Any) -> str:
        if isinstance(node, bool):
            return "IsOpen" if node else "!IsOpen"
        return f"({written(node[1])} {node[0]} {written(node[2])})"

    def value(node: Any) -> bool:
        if isinstance(node, bool):
            return node
        left, right = value(node[1]), value(node[2])
        return left and right if node[0] == "AND" else left or right

    assert matches(written(tree)) is value(tree)


@pytest.mark.parametrize(
    ("expression", "names_in_order"),
    [
        ("Name", ["a", "B", "c"]),
        ("Name DESC", ["c", "B", "a"]),
        ("Total ASC, Name desc", ["c", "a", "B"]),
        ("Note", ["B", "c", "a"]),
    ],
)
def test_order(expression: str, names_in_order: list[str]) -> None:
    rows = [
        Row(name="a", total=Decimal(1), note="z"),
        Row(name="B", total=Decimal(2)),
        Row(name="c", total=Decimal(1), note="y"),
    ]

    order.parsed(expression, ROWS)(BOOKS, rows)

    assert [row.name for row in rows] == names_in_order


@pytest.mark.parametrize("nonsense", ["Foo", "Name UP", "Name ASC DESC", ",", ""])
def test_nonsense_order_is_refused(nonsense: str) -> None:
    with pytest.raises(RequestRefusedError):
        order.parsed(nonsense, ROWS)


async def test_over_the_wire(xero: Any) -> None:
    await xero.invoice(InvoiceNumber="A-1")
    await xero.invoice(InvoiceNumber="A-2", Contact={"Name": "Bob & Sons"})

    found = await xero.call("GET", "/Invoices", where='Contact.Name=="bob & sons"', order="InvoiceNumber DESC")
    refused = await xero.call("GET", "/Invoices", where="Foo==1")

    assert [row["InvoiceNumber"] for row in found.body["Invoices"]] == ["A-2"]
    assert (refused.status, refused.body) == (
        400,
        {
            "ErrorNumber": 16,
            "Type": "QueryParseException",
            "Message": "No property or field 'Foo' exists in type 'Invoice'",
        },
    )
