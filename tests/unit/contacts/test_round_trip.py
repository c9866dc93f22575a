"""A contact that crossed and would cross back is equal, but for the fields of the written list."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.contacts import mapping, mapping_to_scoro
from services.contacts.documents import ScoroContact
from services.contacts.in_scoro import ContactInScoro
from services.contacts.in_xero import ContactInXero
from services.contacts.lossy import FROM_SCORO, FROM_XERO
from services.contacts.mapping import Refs
from tests.unit.contacts.examples import a_contact

WORDS = st.text("abcXYZ äõ-&'19", min_size=1, max_size=40).map(lambda text: " ".join(text.split())).filter(bool)
MAYBE = st.one_of(st.just(""), WORDS)
EMAILS = st.sampled_from(("", "ap@harbour.example", "first.last@office.harbour.example"))
COUNTRIES = st.sampled_from(("", "gbr", "est", "usa"))
STREETS = st.lists(WORDS, max_size=4).map("\r\n".join)
EQUAL = ("name", "id_code", "vatno", "bankaccount")
OF_SCORO = {"contact_id", "created_date", "modified_date", "is_deleted"}
OF_XERO = {"contact_id", "contact_number", "contact_status", "merged_to_contact_id", "updated_date_utc"}
"""Ids, states and moments are each system's own."""
COMPOSED = {"addresses", "means_of_contact", "phones"}
"""Compared by their parts."""
PARTS = ("country", "city", "street", "zipcode")


def one(value: str) -> list[str]:
    return [value] if value else []


@given(
    name=WORDS, id_code=MAYBE, vatno=MAYBE, bankaccount=MAYBE, country=COUNTRIES, city=MAYBE, street=STREETS,
    zipcode=MAYBE, county=MAYBE, email=EMAILS, phone=MAYBE, mobile=MAYBE,
)  # fmt: skip
def test_from_scoro_and_back(name: str, **said: str) -> None:
    address = {part: said[part] for part in (*PARTS, "county")}
    ways = {way: one(said[way]) for way in ("email", "phone", "mobile")}
    sent = {field: said[field] for field in EQUAL if field in said}
    contact = a_contact(name=name, addresses=[address], means_of_contact=ways, **sent)

    back = mapping_to_scoro.to_scoro(in_xero(mapping.to_xero(contact, Refs()).element.as_json()))

    for field in ScoroContact.model_fields.keys() - FROM_SCORO.keys() - OF_SCORO - COMPOSED:
        assert (getattr(back, field) or "") == getattr(contact, field), field
    means = back.means_of_contact.as_json() if back.means_of_contact else {}
    assert {way: means.get(way, []) for way in ways} == ways
    [first] = back.addresses or (None,)
    assert {part: (getattr(first, part) if first else None) or "" for part in address} == address


@given(
    name=WORDS, company_number=MAYBE, tax_number=MAYBE, bank_account_details=MAYBE, email_address=EMAILS,
    phone=MAYBE, mobile=MAYBE, lines=st.lists(WORDS, max_size=4), city=MAYBE, region=MAYBE, postal_code=MAYBE,
    country=st.sampled_from(("", "United Kingdom", "Estonia")),
)  # fmt: skip
def test_from_xero_and_back(phone: str, mobile: str, lines: list[str], **said: str) -> None:
    places = {"city": "City", "region": "Region", "postal_code": "PostalCode", "country": "Country"}
    address = {f"AddressLine{place}": text for place, text in enumerate(lines, 1)}
    address |= {theirs: said.pop(ours) for ours, theirs in places.items()}
    numbers = {"DEFAULT": phone, "MOBILE": mobile}
    wire: dict[str, Any] = {
        "".join(part.capitalize() for part in field.split("_")): text for field, text in said.items()
    }
    wire |= {
        "Phones": [{"PhoneType": kind, "PhoneNumber": number} for kind, number in numbers.items()],
        "Addresses": [{"AddressType": "POBOX", **address}],
    }

    written = mapping_to_scoro.to_scoro(in_xero(wire))
    back = in_xero(mapping.to_xero(as_scoro_says(written), Refs()).element.as_json())

    for field in ContactInXero.model_fields.keys() - FROM_XERO.keys() - OF_XERO - COMPOSED:
        assert getattr(back, field) == said[field], field
    assert {one.phone_type: one.phone_number for one in back.phones} == {k: v for k, v in numbers.items() if v}
    kept = {name: value for name, value in address.items() if value}
    shown = [{name: value for name, value in one.as_json().items() if value} for one in back.addresses]
    assert shown == ([{"AddressType": "POBOX", **kept}] if kept else [])


def in_xero(wire: dict[str, Any]) -> ContactInXero:
    return ContactInXero.model_validate({**wire, "ContactID": "x-1"})


def as_scoro_says(written: ContactInScoro) -> Any:
    """What Scoro answers once that is written to a contact that had nothing."""
    bare = {"id_code": "", "vatno": "", "bankaccount": "", "addresses": [], "means_of_contact": {}}
    return a_contact(**{**bare, **written.as_json()})
