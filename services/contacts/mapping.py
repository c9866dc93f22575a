"""Which field of a contact becomes which; pure."""

import re
from dataclasses import dataclass

from services.contacts.countries import country_name
from services.contacts.documents import ScoroAddress, ScoroContact, XeroAddress, XeroContact, XeroPhone
from services.contacts.errors import NamelessContactError
from services.contacts.names import NAME_LIMIT, distinguished, person_or_company, tidy
from shared.sync.fingerprint import Notices, Translated

LEFT_OUT: dict[str, str] = {
    "search_name": "made by Scoro from the name",
    "contact_type": "Xero has one kind of contact",
    "birthday": "no field in Xero",
    "position": "no field in Xero",
    "sex": "no field in Xero",
    "timezone": "no field in Xero",
    "comments": "internal",
    "reference_no": "belongs to documents",
    "manager_id": "no field in Xero",
    "manager_email": "no field in Xero",
    "is_client": "Xero sets IsCustomer itself; read by the rules",
    "is_supplier": "Xero sets IsSupplier itself; read by the rules",
    "client_profile_id": "defaults of Scoro's own documents",
    "tags": "no field in Xero",
    "cat_id": "no field in Xero",
    "cat_name": "no field in Xero",
    "contact_users": "access rights within Scoro",
    "related_companies": "each company crosses by itself",
    "custom_fields": "no field in Xero",
    "permissions": "access rights within Scoro",
    "created_date": "read by the rules",
    "modified_date": "read by the rules",
    "deleted_date": "read by the rules",
    "is_deleted": "read by the rules",
    "addresses.contacts_addresses_id": "an id of Scoro",
    "addresses.full_address": "made by Scoro from the parts",
    "means_of_contact.website": "read-only in Xero",
    "means_of_contact.skype": "no field in Xero",
    "means_of_contact.fax": "not mapped by Scoro (behaviour reference, §24)",
}
"""Fields of Scoro that do not cross, and why."""

EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
)
"""Narrower than the standards: what Xero takes without doubt."""

LIMITS = {
    "Name": NAME_LIMIT,
    "CompanyNumber": 50,
    "TaxNumber": 50,
    "BankAccountDetails": 255,
    "EmailAddress": 255,
    "PhoneNumber": 50,
    "AddressLine1": 500,
    "AddressLine2": 500,
    "AddressLine3": 500,
    "AddressLine4": 500,
    "City": 255,
    "Region": 255,
    "PostalCode": 50,
    "Country": 50,
}
ADDRESS_LINES = 4


@dataclass(frozen=True, slots=True)
class Refs:
    """What must be known of Xero to translate one contact."""

    is_name_taken: bool = False
    """Another active contact there has the name (R71, `matching.py`)."""


def to_xero(contact: ScoroContact, refs: Refs) -> Translated[XeroContact]:
    """The contact as Xero is to have it, the same for a new one and for an update."""
    notices = Notices()
    element = XeroContact(
        name=_name(contact, refs, notices),
        contact_number=str(contact.contact_id),
        company_number=_fitted(contact.id_code, "CompanyNumber", notices),
        tax_number=_fitted(contact.vatno, "TaxNumber", notices),
        bank_account_details=_fitted(contact.bankaccount, "BankAccountDetails", notices),
        email_address=_email(contact.means_of_contact.email, notices),
        phones=_phones(contact, notices) or None,
        addresses=_addresses(contact.addresses, notices) or None,
    )
    return Translated(element, notices.all())


def onto(element: XeroContact, *, xero_id: str, contact_number: str) -> XeroContact:
    """The element as an update of that contact; a `ContactNumber` that is not ours stays (the link back)."""
    is_ours = contact_number in {"", element.contact_number}
    return element.model_copy(
        update={"contact_id": xero_id, "contact_number": element.contact_number if is_ours else None}
    )


def _name(contact: ScoroContact, refs: Refs, notices: Notices) -> str:
    name = person_or_company(contact)
    if not name:
        raise NamelessContactError(contact.contact_id)
    if refs.is_name_taken:
        notices.add("name_distinguished", "Name", f"another contact in Xero is called {name}")
        return distinguished(name, contact.contact_id)
    return notices.fit(name, LIMITS["Name"], "Name")


def _email(addresses: tuple[str, ...], notices: Notices) -> str | None:
    """The first that Xero takes: one invalid address would refuse the whole contact."""
    for address in addresses:
        if len(address) <= LIMITS["EmailAddress"] and EMAIL.fullmatch(address):
            return address
        if address:
            notices.add("email_left_out", "EmailAddress", f"{address} is not an address that Xero takes")
    return None


def _phones(contact: ScoroContact, notices: Notices) -> tuple[XeroPhone, ...]:
    means = contact.means_of_contact
    first = {"DEFAULT": means.phone[:1], "MOBILE": means.mobile[:1]}
    return tuple(
        XeroPhone.model_validate({"PhoneType": kind, "PhoneNumber": fitted})
        for kind, numbers in first.items()
        for number in numbers
        if (fitted := _fitted(number, "PhoneNumber", notices))
    )


def _addresses(addresses: tuple[ScoroAddress, ...], notices: Notices) -> tuple[XeroAddress, ...]:
    return tuple(_address(address, notices) for address in addresses[:1] if any(address.model_dump().values()))


def _address(address: ScoroAddress, notices: Notices) -> XeroAddress:
    line1, line2, line3, line4 = _street_lines(address.street)
    return XeroAddress(
        address_line1=_fitted(line1, "AddressLine1", notices),
        address_line2=_fitted(line2, "AddressLine2", notices),
        address_line3=_fitted(line3, "AddressLine3", notices),
        address_line4=_fitted(line4, "AddressLine4", notices),
        city=_fitted(address.city, "City", notices),
        region=_fitted(_region(address), "Region", notices),
        postal_code=_fitted(address.zipcode, "PostalCode", notices),
        country=_fitted(country_name(address.country), "Country", notices),
    )


def _street_lines(street: str) -> list[str]:
    """Always four; what is more stays on the fourth."""
    lines = [line for raw in street.splitlines() if (line := tidy(raw))]
    padded = [*lines, *[""] * ADDRESS_LINES]
    return [*padded[: ADDRESS_LINES - 1], ", ".join(lines[ADDRESS_LINES - 1 :])]


def _region(address: ScoroAddress) -> str:
    parts = (tidy(address.municipality), tidy(address.county))
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _fitted(text: str, field: str, notices: Notices) -> str | None:
    """The text on one line, as much of it as Xero keeps; None where there is none."""
    return notices.fit(tidy(text), LIMITS[field], field) or None
