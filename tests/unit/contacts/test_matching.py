from dataclasses import replace
from typing import Any

import pytest

from services.contacts.documents import ContactStatus
from services.contacts.mapping import Refs, to_xero
from services.contacts.matching import (
    NAME,
    OWN_NAME,
    REGISTRATION,
    VAT,
    Ambiguous,
    Candidate,
    Create,
    Link,
    is_name_taken,
    keys,
    match,
    match_all,
)
from tests.unit.contacts.examples import A_CANDIDATE, a_contact, by_name

ACME = Candidate(xero_id="acme", name="Acme Ltd")


def candidate(**changes: Any) -> Candidate:
    return replace(A_CANDIDATE, **changes)


def test_nothing_alike_creates() -> None:
    assert match(a_contact(), []) == Create()


@pytest.mark.parametrize(
    ("there", "evidence"),
    [
        pytest.param({"name": "Other", "tax_number": ""}, REGISTRATION, id="registration number"),
        pytest.param(
            {"name": "Other", "tax_number": "", "company_number": "", "account_number": "0812-3456"},
            REGISTRATION,
            id="account number, written otherwise",
        ),
        pytest.param({"name": "Other", "company_number": ""}, VAT, id="VAT number"),
        pytest.param(
            {"name": "Other", "company_number": "", "tax_number": "123 456 789"}, VAT, id="VAT without country"
        ),
        pytest.param({"company_number": "", "tax_number": ""}, NAME, id="name"),
        pytest.param(
            {"name": " HARBOUR &  sons LTD", "company_number": "", "tax_number": ""},
            NAME,
            id="name in another spelling",
        ),
    ],
)
def test_r71_one_hit_links_and_says_by_what(there: dict[str, Any], evidence: str) -> None:
    assert match(a_contact(), [candidate(**there)]) == Link("x-1", evidence)


def test_r71_the_registration_number_wins_over_the_name() -> None:
    namesake = Candidate(xero_id="x-2", name="Harbour & Sons Ltd")

    assert match(a_contact(), [namesake, candidate(name="Other")]) == Link("x-1", REGISTRATION)


def test_r71_several_that_nothing_tells_apart_need_a_person() -> None:
    twins = (candidate(name="A"), candidate(name="B", xero_id="x-2"))

    assert match(a_contact(), twins) == Ambiguous(REGISTRATION, twins)


def test_companies_of_one_vat_group_are_told_apart_by_name() -> None:
    group = [candidate(company_number="", name="A"), candidate(company_number="", xero_id="x-2")]

    assert match(a_contact(), group) == Link("x-2", VAT)


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param({"company_number": "99999999"}, id="another registration number"),
        pytest.param({"company_number": "", "tax_number": "GB999999999"}, id="another VAT number"),
    ],
)
def test_a_namesake_with_other_numbers_is_another_company(numbers: dict[str, Any]) -> None:
    assert match(a_contact(), [candidate(**numbers)]) == Create(is_name_taken=True)


def test_a_name_that_another_contact_of_scoro_has_taken_is_made_unique() -> None:
    contact = by_name(contact_id=313, name="ACME  ltd")
    taken = replace(ACME, linked_scoro_id=312)

    decision = match(contact, [taken])

    assert decision == Create(is_name_taken=True)
    assert to_xero(contact, Refs(is_name_taken=True)).element.name == "ACME ltd (313)"


def test_the_same_company_entered_twice_in_scoro_is_told() -> None:
    decision = match(a_contact(contact_id=313), [candidate(linked_scoro_id=312)])

    assert decision == Create(is_name_taken=True, same_as=(312,))


def test_a_contact_that_we_created_under_its_own_name_is_found_again() -> None:
    ours = Candidate(xero_id="ours", name="Acme Ltd (313)", contact_number="313")

    decision = match(by_name(contact_id=313, name="Acme Ltd"), [replace(ACME, linked_scoro_id=312), ours])

    assert decision == Link("ours", OWN_NAME)


def test_an_archived_contact_is_never_linked_and_its_name_is_free() -> None:
    assert match(a_contact(), [candidate(status=ContactStatus.ARCHIVED)]) == Create()


@pytest.mark.parametrize("status", [ContactStatus.ARCHIVED, ContactStatus.GDPRREQUEST])
def test_beside_an_archived_namesake_the_active_one_is_linked(status: ContactStatus) -> None:
    assert match(a_contact(), [candidate(status=status), candidate(xero_id="x-2")]) == Link("x-2", REGISTRATION)


def test_a_contact_that_was_merged_leads_to_where_it_went() -> None:
    loser = replace(ACME, xero_id="old", status=ContactStatus.ARCHIVED, merged_to="older")
    middle = Candidate(xero_id="older", name="Acme", status=ContactStatus.ARCHIVED, merged_to="new")
    winner = Candidate(xero_id="new", name="Acme Holding")

    assert match(by_name(name="Acme Ltd"), [loser, middle, winner]) == Link("new", NAME)


def test_a_merged_contact_and_its_winner_are_one_hit() -> None:
    loser = candidate(xero_id="old", status=ContactStatus.ARCHIVED, merged_to="x-1")

    assert match(a_contact(), [loser, A_CANDIDATE]) == Link("x-1", REGISTRATION)


@pytest.mark.parametrize(
    "end",
    [
        pytest.param({"merged_to": "gone"}, id="to one that is not known"),
        pytest.param({"merged_to": "x-1"}, id="to itself"),
    ],
)
def test_a_merge_that_leads_nowhere_creates(end: dict[str, Any]) -> None:
    assert match(a_contact(), [candidate(status=ContactStatus.ARCHIVED, **end)]) == Create()


def test_a_merged_contact_whose_winner_has_its_twin_is_not_free() -> None:
    loser = replace(ACME, xero_id="old", status=ContactStatus.ARCHIVED, merged_to="new")
    winner = Candidate(xero_id="new", name="Acme Holding", linked_scoro_id=7)

    assert match(by_name(name="Acme Ltd"), [loser, winner]) == Create()


def test_our_number_on_a_stranger_is_no_evidence_and_is_not_written_twice() -> None:
    stranger = Candidate(xero_id="x-9", name="Somebody", contact_number="312", status=ContactStatus.ARCHIVED)

    assert match(a_contact(), [stranger]) == Create(may_write_number=False)


def test_a_batch_gives_the_plain_name_to_the_lower_id_whatever_the_order() -> None:
    batch = [by_name(contact_id=9, name="ACME ltd"), by_name(contact_id=8, name="Acme  Ltd")]

    assert match_all(batch, []) == {8: Create(), 9: Create(is_name_taken=True)}


def test_a_batch_links_a_contact_only_once() -> None:
    batch = [by_name(contact_id=8, name="Acme Ltd"), by_name(contact_id=9, name="acme ltd")]

    assert match_all(batch, [ACME]) == {8: Link("acme", NAME), 9: Create(is_name_taken=True)}


def test_a_batch_of_the_same_company_twice_says_so() -> None:
    batch = [a_contact(contact_id=8), a_contact(contact_id=9, name="Harbour")]

    assert match_all(batch, []) == {8: Create(), 9: Create(same_as=(8,))}


def test_a_name_is_not_taken_by_ones_own_twin() -> None:
    assert not is_name_taken(a_contact(), [A_CANDIDATE], own_xero_id="x-1")
    assert is_name_taken(a_contact(), [A_CANDIDATE], own_xero_id="x-2")


def test_the_keys_say_what_to_look_up() -> None:
    wanted = keys(a_contact())

    assert wanted.names == {"harbour & sons ltd", "harbour & sons ltd (312)"}
    assert (wanted.contact_number, wanted.registration, wanted.vat) == ("312", "08123456", "GB123456789")
