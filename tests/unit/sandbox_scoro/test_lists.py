"""Paging, detail, filters and bookmarks."""

from typing import Any

import pytest

from tests.unit.sandbox_scoro.scoro import Scoro


@pytest.fixture
async def full(scoro: Scoro) -> Scoro:
    await scoro.control("POST", "seed", seed=5, size=130)
    return scoro


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        pytest.param({}, 50, id="default"),
        pytest.param({"per_page": 500}, 100, id="silently capped"),
        pytest.param({"per_page": "7"}, 7, id="numbers may be texts"),
        pytest.param({"per_page": 100, "detailed_response": True}, 25, id="detailed pages are capped lower"),
        pytest.param({"per_page": 100, "detailed_response": "1"}, 25, id="however the switch is spelled"),
        pytest.param({"page": 2, "per_page": 100}, 30, id="the rest"),
        pytest.param({"page": 9}, 0, id="beyond the end"),
    ],
)
async def test_pages_have_their_size(full: Scoro, asked: dict[str, Any], given: int) -> None:
    assert len(await full.data("invoices/list", **asked)) == given


async def test_walking_the_pages_meets_every_document_once_in_order(full: Scoro) -> None:
    pages = [await full.data("invoices/list", page=page, per_page=40) for page in (1, 2, 3, 4)]

    seen = [row["id"] for page in pages for row in page]
    assert seen == sorted(set(seen))
    assert len(seen) == 130


async def test_slim_rows_lack_lines_and_custom_fields(full: Scoro) -> None:
    (slim,) = await full.data("invoices/list", per_page=1)
    (detailed,) = await full.data("invoices/list", per_page=1, detailed_response=1)

    assert set(detailed) - set(slim) == {
        "lines", "custom_fields", "company_name", "company_address", "person_name", "project_name", "prepayment_sum"
    }  # fmt: skip
    assert detailed == await full.data(f"invoices/view/{slim['id']}")


async def test_basic_rows_hold_the_essentials(full: Scoro) -> None:
    (row,) = await full.data("contacts/list", per_page=1, basic_data="1")

    assert set(row) == {"contact_id", "name", "lastname", "contact_type", "modified_date"}


async def test_filters_inside_request_are_ignored(full: Scoro) -> None:
    rows = await full.data("invoices/list", request={"filter": {"currency": "EUR"}})

    assert {row["currency"] for row in rows} == {"GBP", "EUR", "USD"}


async def test_unknown_filter_names_are_ignored(full: Scoro) -> None:
    assert len(await full.data("invoices/list", filter={"date_created": "2026-03-09"})) == 50


async def test_documents_of_the_other_entity_are_not_seen(full: Scoro) -> None:
    ours = {row["id"] for row in await full.data("invoices/list", per_page=100)}
    full.entity = "acme_ee"
    theirs = {row["id"] for row in await full.data("invoices/list", per_page=100)}

    assert len(theirs) == 13
    assert ours.isdisjoint(theirs)
    assert (await full.post(f"invoices/view/{min(ours)}")).status_code == 404


async def test_contacts_are_shared_by_all_entities(full: Scoro) -> None:
    ours = await full.data("contacts/list")
    full.entity = "acme_ee"

    assert await full.data("contacts/list") == ours


ANNA = {"name": "Anna", "lastname": "Õun", "contact_type": "person", "manager_id": 2}
ACME = {
    "name": "Acme & Sons",
    "is_client": 1,
    "manager_id": 1,
    "tags": ["vip"],
    "means_of_contact": {"website": "www.x.example", "email": ["a@x.example", "b@x.example"]},
    "custom_fields": [{"id": "c_segment", "value": "big"}],
}
BETA = {"name": "Beta acme", "is_client": 1, "is_supplier": 1, "manager_id": 3, "vatno": "GB1"}


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        pytest.param({"name": "Acme%"}, ["Acme & Sons"], id="begins with"),
        pytest.param({"name": "%acme%"}, ["Acme & Sons", "Beta acme"], id="contains, in any case"),
        pytest.param({"name": "acme & sons"}, ["Acme & Sons"], id="plain text although the wire is escaped"),
        pytest.param({"contact_type": "person"}, ["Anna"], id="a word"),
        pytest.param({"is_client": 1, "is_supplier": 0}, ["Acme & Sons"], id="flags together"),
        pytest.param({"manager_id": [2, "3"]}, ["Anna", "Beta acme"], id="any of"),
        pytest.param({"manager_id": []}, [], id="any of none"),
        pytest.param({"means_of_contact": {"website": "www.x.example"}}, ["Acme & Sons"], id="nested"),
        pytest.param({"means_of_contact": {"email": "b@x.example"}}, ["Acme & Sons"], id="any of several addresses"),
        pytest.param({"custom_fields": {"c_segment": "big"}}, ["Acme & Sons"], id="custom field"),
        pytest.param({"custom_fields": {"c_segment": ""}}, ["Anna", "Beta acme"], id="custom field not filled"),
        pytest.param({"tags": ["vip"]}, ["Acme & Sons"], id="tag"),
        pytest.param({"vatno": "GB1"}, ["Beta acme"], id="VAT number"),
    ],
)
async def test_filters_find(scoro: Scoro, wanted: dict[str, Any], names: list[str]) -> None:
    for contact in (ANNA, ACME, BETA):
        await scoro.create("contacts", **contact)

    rows = await scoro.data("contacts/list", filter=wanted)

    assert [row["name"].replace("&amp;", "&") for row in rows] == names


@pytest.mark.parametrize(
    ("wanted", "is_found"),
    [
        pytest.param({"from_date": "2026-03-09"}, True, id="from today"),
        pytest.param({"from_date": "2026-03-10"}, False, id="from tomorrow"),
        pytest.param({"to_date": "2026-03-09"}, False, id="until today, that is its midnight"),
        pytest.param({"to_date": "2026-03-10"}, True, id="until tomorrow"),
        pytest.param({"from": "2026-03-08", "to": "2026-03-10"}, True, id="other names of both ends"),
        pytest.param({"from_date": "2026-03-09 18:00:00"}, True, id="the hour does not count"),
    ],
)
async def test_date_ranges_mean_midnights(scoro: Scoro, wanted: dict[str, str], is_found: bool) -> None:  # noqa: FBT001
    await scoro.create("contacts", **BETA)

    rows = await scoro.data("contacts/list", filter={"modified_date": wanted})

    assert bool(rows) is is_found


async def test_midnight_is_the_sites(scoro: Scoro) -> None:
    await scoro.control("PATCH", "settings", time_zone="Asia/Tokyo")
    await scoro.control("PUT", "clock", at="2026-03-09T20:00:00Z", frozen=True)
    await scoro.create("contacts", **BETA)

    (row,) = await scoro.data("contacts/list", filter={"modified_date": {"from_date": "2026-03-10"}})

    assert row["modified_date"] == "2026-03-10T05:00:00+09:00"


async def test_hours_count_where_the_switch_says_so(scoro: Scoro) -> None:
    await scoro.control("PATCH", "settings", range_filters_take_time=True)
    await scoro.create("contacts", **BETA)

    rows = await scoro.data("contacts/list", filter={"modified_date": {"from_date": "2026-03-09 18:00:00"}})

    assert rows == []


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param({"modified_date": {"from_date": "yesterday"}}, id="no date"),
        pytest.param({"company_id": "many"}, id="no number"),
        pytest.param({"company_id": {"from": 1}}, id="no range"),
        pytest.param("status=paid", id="no object"),
    ],
)
async def test_malformed_filters_are_refused(scoro: Scoro, wanted: Any) -> None:
    assert "error" in await scoro.refusal("invoices/list", filter=wanted)


async def test_bookmarks_are_listed_by_module_and_applied_by_id(full: Scoro) -> None:
    listed = await full.data("bookmarks/list", request={"module": "invoices"})
    euros = next(one for one in listed if one["conditions"] == {"currency": ["EUR"]})

    rows = await full.data("invoices/list", bookmark={"bookmark_id": str(euros["bookmark_id"])}, per_page=100)

    assert {one["module"] for one in listed} == {"invoices"}
    assert {row["currency"] for row in rows} == {"EUR"}


async def test_a_bookmark_of_users_means_owners(full: Scoro) -> None:
    rows = await full.data("invoices/list", bookmark={"bookmark_id": 112}, per_page=100)

    assert {(row["owner_id"], row["status"]) for row in rows} == {(1, "unpaid")}


@pytest.mark.parametrize(
    ("bookmark_id", "code"),
    [
        pytest.param(999, 404, id="unknown"),
        pytest.param(113, 400, id="of another module"),
        pytest.param("x", 400, id="no number"),
    ],
)
async def test_bookmarks_that_do_not_fit_are_refused(full: Scoro, bookmark_id: Any, code: int) -> None:
    answer = await full.post("invoices/list", bookmark={"bookmark_id": bookmark_id})

    assert answer.json()["statusCode"] == code


async def test_private_bookmarks_are_not_for_the_company_key(full: Scoro) -> None:
    assert (await full.post("contacts/list", bookmark={"bookmark_id": 114})).status_code == 403


async def test_a_change_between_two_pages_is_seen_at_once(full: Scoro) -> None:
    (first,) = await full.data("invoices/list", per_page=1)
    await full.data(f"invoices/delete/{first['id']}")

    (second,) = await full.data("invoices/list", per_page=1)
    await full.control("POST", "seed", seed=5, size=0)

    assert second["id"] > first["id"]
    assert await full.data("invoices/list", per_page=1) == []
