"""Which field of a contact in Xero becomes which in Scoro; pure (R67, R70)."""

from services.contacts.countries import country_code
from services.contacts.errors import NamelessContactError
from services.contacts.in_scoro import AddressInScoro, ContactInScoro, MeansInScoro
from services.contacts.in_xero import Address, ContactInXero
from services.contacts.names import tidy

LEFT_OUT: dict[str, str] = {
    "contact_id": "the link keeps it",
    "contact_number": "the link back to Scoro",
    "contact_status": "read by the rules (R73)",
    "merged_to_contact_id": "read by the rules",
    "updated_date_utc": "read by the rules (R31)",
}
"""Fields of Xero that do not cross, and why."""

POSTAL = ("POBOX", "STREET")
"""Where the post goes, else where they are."""


def to_scoro(contact: ContactInXero) -> ContactInScoro:
    """The contact as Scoro is to have it, a company (R67); what is empty in Xero leaves Scoro as it is.

    Raises NamelessContactError.
    """
    name = tidy(contact.name)
    if not name:
        raise NamelessContactError(contact.contact_id)
    return ContactInScoro(
        name=name,
        contact_type="company",
        id_code=tidy(contact.company_number) or tidy(contact.account_number) or None,
        vatno=tidy(contact.tax_number) or None,
        bankaccount=tidy(contact.bank_account_details) or None,
        is_client=True if contact.is_customer else None,
        is_supplier=True if contact.is_supplier else None,
        addresses=_addresses(contact),
        means_of_contact=_means(contact),
    )


def _addresses(contact: ContactInXero) -> tuple[AddressInScoro, ...] | None:
    by_type = {one.address_type: one for one in contact.addresses if not one.is_empty}
    found = next((by_type[kind] for kind in POSTAL if kind in by_type), None)
    return (_address(found),) if found else None


def _address(address: Address) -> AddressInScoro:
    return AddressInScoro(
        country=country_code(address.country) or None,
        county=tidy(address.region) or None,
        city=tidy(address.city) or None,
        street="\r\n".join(tidy(line) for line in address.lines) or None,
        zipcode=tidy(address.postal_code) or None,
    )


def _means(contact: ContactInXero) -> MeansInScoro | None:
    numbers = {one.phone_type: tidy(one.written) for one in contact.phones if one.phone_number.strip()}
    means = MeansInScoro(
        email=_one(contact.email_address),
        phone=_one(numbers.get("DEFAULT", "")),
        mobile=_one(numbers.get("MOBILE", "")),
        website=_one(contact.website),
    )
    return means if means.as_json() else None


def _one(written: str) -> tuple[str, ...] | None:
    return (tidy(written),) if tidy(written) else None
