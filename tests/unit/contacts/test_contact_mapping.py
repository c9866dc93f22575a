from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contacts.documents import XeroContact
from services.contacts.errors import NamelessContactError
from services.contacts.mapping import Refs, onto, to_xero
from tests.unit.contacts.examples import WIRE, a_contact


def element(*, refs: Refs = Refs(), **changes: Any) -> XeroContact:  # noqa: B008 – frozen
    return to_xero(a_contact(**changes), refs).element


def notices(**changes: Any) -> list[tuple[str, str]]:
    return [(notice.code, notice.field) for notice in to_xero(a_contact(**changes), Refs()).notices]


def reached_by(**means: list[str]) -> dict[str, Any]:
    return {"means_of_contact": {**WIRE["means_of_contact"], **means}}


def living_at(**address: str) -> dict[str, Any]:
    return {"addresses": [{**WIRE["addresses"][0], **address}]}


def test_a_contact_becomes_exactly_this_element() -> None:
    assert element().as_json() == {
        "Name": "Harbour & Sons Ltd",
        "ContactNumber": "312",
        "CompanyNumber": "08123456",
        "TaxNumber": "GB123456789",
        "BankAccountDetails": "GB29 NWBK 6016 1331 9268 19",
        "EmailAddress": "ap@harbour.example",
        "Phones": [
            {"PhoneType": "DEFAULT", "PhoneNumber": "+44 113 000 000"},
            {"PhoneType": "MOBILE", "PhoneNumber": "+44 7700 900000"},
        ],
        "Addresses": [
            {
                "AddressType": "POBOX",
                "AddressLine1": "4 Quay St",
                "AddressLine2": "Floor 2",
                "City": "Leeds",
                "Region": "West Yorkshire",
                "PostalCode": "LS1 4AB",
                "Country": "United Kingdom",
            },
        ],
    }


def test_what_is_empty_in_scoro_is_not_sent() -> None:
    bare: dict[str, Any] = {"id_code": "", "vatno": None, "bankaccount": " ", "addresses": [], "means_of_contact": []}

    assert element(**bare).as_json() == {"Name": "Harbour & Sons Ltd", "ContactNumber": "312"}


@pytest.mark.parametrize(
    ("name", "lastname", "written"),
    [
        pytest.param("Ann", "Quay", "Ann Quay", id="R72 a person"),
        pytest.param("  Acme   Ltd ", "", "Acme Ltd", id="white space"),
        pytest.param("Acme &lt;UK&gt;", "", "Acme (UK)", id="angle brackets"),
        pytest.param("Tiina Õun OÜ", "", "Tiina Õun OÜ", id="any script"),
    ],
)
def test_a_name_is_written_as_xero_takes_it(name: str, lastname: str, written: str) -> None:
    assert element(name=name, lastname=lastname).name == written


def test_a_contact_without_a_name_is_a_problem() -> None:
    with pytest.raises(NamelessContactError, match="312"):
        element(name=" ", lastname="")


def test_a_taken_name_gets_the_scoro_id() -> None:
    assert element(refs=Refs(is_name_taken=True)).name == "Harbour & Sons Ltd (312)"


@pytest.mark.parametrize(
    ("addresses", "written"),
    [
        (["ap@harbour.example"], "ap@harbour.example"),
        (["not an address", "ap@harbour.example"], "ap@harbour.example"),
        (["a@b"], None),
        (["a..b@c.example"], None),
        (["õun@harbour.example"], None),
        (["a@b.example, c@d.example"], None),
        ([f"{'a' * 250}@b.example"], None),
        ([], None),
    ],
)
def test_only_an_address_that_xero_takes_is_sent(addresses: list[str], written: str | None) -> None:
    assert element(**reached_by(email=addresses)).email_address == written


def test_an_address_that_stays_away_is_told() -> None:
    assert notices(**reached_by(email=["nonsense"])) == [("email_left_out", "EmailAddress")]


@pytest.mark.parametrize(
    ("country", "written"),
    [
        ("gbr", "United Kingdom"),
        ("EST", "Estonia"),
        ("civ", "Ivory Coast"),
        ("Großbritannien", "Großbritannien"),
        ("U.S.A.", "U S A"),
        ("", None),
    ],
)
def test_a_country_code_becomes_its_name(country: str, written: str | None) -> None:
    addresses = element(**living_at(country=country)).addresses

    assert addresses is not None
    assert addresses[0].country == written


def test_more_than_four_lines_of_a_street_stay_on_the_fourth() -> None:
    addresses = element(**living_at(street="a\nb\n\nc\r\nd\ne")).addresses

    assert addresses is not None
    assert addresses[0].address_line4 == "d, e"


def test_an_address_of_nothing_is_not_sent() -> None:
    empty = dict.fromkeys(("country", "county", "municipality", "city", "street", "zipcode"), "")

    assert element(**living_at(**empty)).addresses is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"name": "x" * 300}, "Name", id="name"),
        pytest.param({"id_code": "1" * 60}, "CompanyNumber", id="registration number"),
        pytest.param({"vatno": "1" * 60}, "TaxNumber", id="VAT number"),
        pytest.param(reached_by(phone=["1" * 60]), "PhoneNumber", id="phone"),
        pytest.param(living_at(street="s" * 600), "AddressLine1", id="street"),
        pytest.param(living_at(city="s" * 300), "City", id="city"),
        pytest.param(living_at(zipcode="1" * 60), "PostalCode", id="postal code"),
    ],
)
def test_what_is_too_long_is_cut_and_told(changes: dict[str, Any], field: str) -> None:
    assert notices(**changes) == [("cut", field)]


@pytest.mark.parametrize(("there", "written"), [("", "312"), ("312", "312"), ("C-0815", None)])
def test_the_link_back_is_written_only_where_empty_or_ours(there: str, written: str | None) -> None:
    update = onto(element(), xero_id="x-1", contact_number=there)

    assert (update.contact_id, update.contact_number) == ("x-1", written)


def test_customer_and_supplier_are_never_sent() -> None:
    assert not {"IsCustomer", "IsSupplier"} & element().as_json().keys()


@given(name=st.text(min_size=1), lastname=st.text(), is_taken=st.booleans())
def test_no_name_is_ever_one_that_xero_refuses(name: str, lastname: str, is_taken: bool) -> None:  # noqa: FBT001 – drawn
    contact = a_contact(name=name, lastname=lastname)

    try:
        written = to_xero(contact, Refs(is_name_taken=is_taken)).element.name
    except NamelessContactError:
        return

    assert written == " ".join(written.split())
    assert not set("<>") & set(written)
    assert 0 < len(written) <= 255
