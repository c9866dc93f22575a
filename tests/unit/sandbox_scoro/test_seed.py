"""The made-up company: always the same, and full of what real companies are full of."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest

from services.sandbox.scoro.seeding.company import seeded
from services.sandbox.scoro.settings import Profile, ScoroSettings
from services.sandbox.scoro.state import Row, State
from tests.unit.sandbox_scoro.scoro import NOW

SETTINGS = ScoroSettings()


@pytest.fixture(scope="module")
def company() -> State:
    return seeded(1, 300, NOW, SETTINGS)


@pytest.fixture(scope="module")
def invoices(company: State) -> list[Row]:
    return [row for row in company.table("invoices").values() if row["account_id"] == "acme_uk"]


def test_the_same_seed_makes_the_same_company(company: State) -> None:
    assert seeded(1, 300, NOW, SETTINGS) == company
    assert seeded(2, 300, NOW, SETTINGS).table("invoices") != company.table("invoices")


def test_it_has_the_size_that_was_asked_for(company: State, invoices: list[Row]) -> None:
    assert (len(invoices), len(company.table("contacts")), len(company.table("products"))) == (300, 60, 30)
    assert len(company.table("invoices")) == 330


def test_nothing_but_reference_data_where_no_documents_are_wanted() -> None:
    empty = seeded(1, 0, NOW, SETTINGS)

    assert {name for name, rows in empty.tables.items() if rows} == {
        "financeAccounts", "financeObjects", "vatCodes", "receiptAccounts", "users", "customFields", "bookmarks"
    }  # fmt: skip


def test_a_large_company_has_no_number_or_name_twice() -> None:
    large = seeded(3, 2_000, NOW, SETTINGS)

    for module, names in (
        ("invoices", ("account_id", "no")),
        ("contacts", ("name", "lastname")),
        ("products", ("code",)),
    ):
        seen = Counter(tuple(row[name] for name in names) for row in large.table(module).values())
        assert seen.most_common(1)[0][1] == 1, module


def test_everything_was_made_and_changed_today(company: State) -> None:
    midnight = dt.datetime.combine(NOW.date(), dt.time(), dt.UTC)
    for module in ("contacts", "products", "invoices"):
        for row in company.table(module).values():
            assert midnight <= row["created_date"] <= row["modified_date"] <= NOW
            assert row["modified_date"].microsecond == 0


def test_documents_were_made_in_the_order_of_their_ids(invoices: list[Row]) -> None:
    assert [row["created_date"] for row in invoices] == sorted(row["created_date"] for row in invoices)
    assert {row["created_date"] == row["modified_date"] for row in invoices} == {True, False}


@pytest.mark.parametrize(
    ("share_of", "least", "most"),
    [
        pytest.param(lambda row: row["credited_invoices"], 20, 30, id="credit invoices"),
        pytest.param(lambda row: row["is_sent"], 150, 250, id="sent"),
        pytest.param(lambda row: row["currency"] != "GBP", 70, 140, id="foreign currencies"),
        pytest.param(lambda row: row["discount"], 20, 60, id="document discounts"),
        pytest.param(lambda row: any(line["discount"] for line in row["_lines"]), 50, 200, id="line discounts"),
        pytest.param(lambda row: any(line["product_id"] == -1 for line in row["_lines"]), 40, 150, id="heading lines"),
        pytest.param(lambda row: _rates(row) > 1, 60, 200, id="several rates in one document"),
        pytest.param(
            lambda row: row["sum"] > 0 and any(line["sum"] < 0 for line in row["_lines"]), 10, 60, id="taken off"
        ),
        pytest.param(lambda row: row["sum"] == 0, 2, 8, id="nothing due"),
        pytest.param(
            lambda row: any(line["amount"] % Decimal("0.01") for line in row["_lines"]), 60, 220, id="quantity"
        ),
        pytest.param(lambda row: not row["no"].isdecimal() or row["no"].startswith("0"), 30, 80, id="odd numbers"),
        pytest.param(lambda row: row["paid_sum"], 5, 40, id="paid, at least in part"),
        pytest.param(lambda row: row["date"] < NOW.date() - dt.timedelta(days=60), 80, 260, id="old documents"),
    ],
)
def test_documents_are_as_various_as_real_ones(
    invoices: list[Row], share_of: Callable[[Row], object], least: int, most: int
) -> None:
    assert least <= sum(bool(share_of(row)) for row in invoices) <= most


def _rates(row: Row) -> int:
    return len({line["vat_code_id"] for line in row["_lines"]} - {None})


def test_half_of_the_credits_cover_a_whole_invoice(company: State, invoices: list[Row]) -> None:
    credited = [row for row in invoices if row["credited_invoices"]]
    full = [row for row in credited if row["sum"] == -company.table("invoices")[row["credited_invoices"][0]]["sum"]]

    assert len(credited) // 3 <= len(full) < len(credited)


@pytest.mark.parametrize("seed", range(4))
def test_credits_and_only_they_are_negative(seed: int) -> None:
    for row in seeded(seed, 300, NOW, SETTINGS).table("invoices").values():
        assert (row["sum"] < 0) is bool(row["credited_invoices"])


def test_prices_have_at_most_four_decimals(invoices: list[Row]) -> None:
    for line in (line for row in invoices for line in row["_lines"]):
        assert line["price"] == round(line["price"], 4)
        assert line["amount"] == round(line["amount"], 4)


def test_one_rate_and_one_account_are_old_and_unused(company: State, invoices: list[Row]) -> None:
    used_rates = {line["vat_code"] for row in invoices for line in row["_lines"]} - {""}
    used_accounts = {line["finance_account_id"] for row in invoices for line in row["_lines"]}
    symbols = {row["account_symbol"] for row in company.table("financeAccounts").values() if row["id"] in used_accounts}

    assert used_rates == {"OUTPUT2", "RROUTPUT", "ZERORATEDOUTPUT", "EXEMPTOUTPUT", "NONE"}
    assert symbols == {"200", "260"}
    assert "S175" in {row["vat_code"] for row in company.table("vatCodes").values()}


def test_some_contacts_are_hard_to_tell_apart(company: State) -> None:
    folded = Counter(" ".join(row["name"].casefold().split()) for row in company.table("contacts").values())

    assert folded["brightwater media ltd"] == 2
    assert any(not row["_means"] for row in company.table("contacts").values())
    assert {(row["is_client"], row["is_supplier"]) for row in company.table("contacts").values()} == {
        (True, False), (False, True), (True, True), (False, False)
    }  # fmt: skip


def test_bills_come_from_suppliers_and_are_as_various_as_real_ones(company: State) -> None:
    bills = list(company.table("bills").values())
    mine = [row for row in bills if row["account_id"] == "acme_uk"]

    assert (len(mine), len(bills)) == (100, 110)
    assert all(company.table("contacts")[row["company_id"]]["is_supplier"] for row in bills)
    assert {row["currency"] for row in mine} == {"GBP", "EUR", "USD"}
    assert Counter(row["no"] for row in mine).most_common(2) == [("1001", 10), ("", 5)]
    assert all(row["sum"] > 0 for row in mine)
    assert any(line["product_id"] > 0 for row in mine for line in row["_lines"])
    assert len({line["vat_code"] for row in mine for line in row["_lines"]} - {""}) == 3


def test_what_is_paid_was_paid_by_receipts(company: State) -> None:
    """Sums of documents and of the receipts that name them agree, in both entities."""
    paid: Counter[tuple[str, int]] = Counter()
    for receipt in company.table("receipts").values():
        for part in receipt["_parts"]:
            module = "prepayments" if part["prepayment_id"] else part["sales_doc_type"]
            paid[module, part["prepayment_id"] or part["invoice_id"]] += part["sum"]

    for module in ("invoices", "prepayments", "bills"):
        rows = company.table(module).values()
        assert {row["id"]: row["_paid_sum"] for row in rows if row["_paid_sum"]} == {
            row_id: total for (name, row_id), total in paid.items() if name == module
        }
        assert {row["status"] for row in rows} == {"paid", "unpaid"}


def test_one_invoice_was_paid_in_part_in_advance(company: State) -> None:
    (invoice,) = (row for row in company.table("invoices").values() if row["prepayment_sum"])

    (prepayment_id,) = invoice["prepayment_id"]
    prepayment = company.table("prepayments")[prepayment_id]
    assert (prepayment["status"], prepayment["company_id"]) == ("paid", invoice["company_id"])
    assert invoice["prepayment_sum"] == prepayment["sum"] + prepayment["vat_sum"]
    assert invoice["receivable_sum"] == invoice["sum"] + invoice["vat_sum"] - invoice["prepayment_sum"]


def test_projects_and_accounting_objects_are_shared_in_every_way(company: State) -> None:
    for module in ("projects", "financeObjects"):
        sharing = {tuple(row["_accounts"]) for row in company.table(module).values()}
        assert sharing >= {("acme_uk",), ("acme_uk", "acme_ee")}
    names = Counter(row["project_name"] for row in company.table("projects").values())
    assert names.most_common(1) == [("Retainer", 2)]


def test_documents_name_projects_and_accounting_objects(company: State, invoices: list[Row]) -> None:
    bills = company.table("bills").values()

    assert 60 <= sum(bool(row["project_id"]) for row in invoices) <= 140
    assert {row["project_id"] for row in bills} >= {0, -1}
    assert len({line["finance_object_id"] for row in invoices for line in row["_lines"]}) == 5


@pytest.mark.parametrize("size", [0, 300])
def test_a_site_that_is_to_receive_has_users_defaults_and_projects_only(size: int) -> None:
    fresh = seeded(1, size, NOW, SETTINGS, Profile.TO_SCORO)

    assert {name: len(rows) for name, rows in fresh.tables.items() if rows} == {
        "financeAccounts": 4,
        "vatCodes": 4,
        "receiptAccounts": 2,
        "users": 4,
        "customFields": 3,
        "projects": 9,
    }
    assert {row["vat_code"] for row in fresh.table("vatCodes").values()} == {""}
    assert fresh.entities["acme_uk"].active_currencies == ["GBP", "EUR", "USD"]


def test_both_profiles_name_their_projects_alike(company: State) -> None:
    fresh = seeded(1, 0, NOW, SETTINGS, Profile.TO_SCORO)

    names, fresh_names = ([row["project_name"] for row in one.table("projects").values()] for one in (company, fresh))
    assert names == fresh_names
