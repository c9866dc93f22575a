"""Contacts that tests change to their needs."""

from typing import Any

from services.contacts.documents import ScoroContact
from services.contacts.matching import Candidate

WIRE: dict[str, Any] = {
    "contact_id": 312, "name": "Harbour &amp; Sons Ltd", "lastname": "", "contact_type": "company",
    "id_code": "08123456", "vatno": "GB123456789", "bankaccount": "GB29 NWBK 6016 1331 9268 19", "is_client": 1,
    "is_supplier": 0, "client_profile_id": 2,
    "addresses": [
        {
            "contacts_addresses_id": 88, "country": "gbr", "county": "West Yorkshire", "municipality": "",
            "city": "Leeds", "street": "4 Quay St\r\nFloor 2", "zipcode": "LS1 4AB",
            "full_address": "4 Quay St, LS1 4AB Leeds",
        }
    ],
    "means_of_contact": {
        "email": ["ap@harbour.example"], "phone": ["+44 113 000 000"], "mobile": ["+44 7700 900000"],
        "website": ["https://harbour.example"],
    },
    "tags": [], "created_date": "2026-03-01T10:15:00+00:00", "modified_date": "2026-03-02T10:15:00+00:00",
    "is_deleted": 0, "deleted_date": None,
}  # fmt: skip
"""As Scoro sends a contact."""


def a_contact(**changes: Any) -> ScoroContact:
    """The contact with some of its wire fields changed."""
    return ScoroContact.model_validate({**WIRE, **changes})


def by_name(**changes: Any) -> ScoroContact:
    """A contact known by its name alone."""
    return a_contact(**{"id_code": "", "vatno": "", **changes})


A_CANDIDATE = Candidate(xero_id="x-1", name="Harbour & Sons Ltd", company_number="08123456", tax_number="GB123456789")
