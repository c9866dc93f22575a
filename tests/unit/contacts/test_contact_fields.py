from services.contacts.documents import ScoroAddress, ScoroContact, ScoroMeans
from services.contacts.mapping import LEFT_OUT

API_REFERENCE = """
contact_id name lastname search_name contact_type id_code vatno bankaccount birthday position sex timezone comments
reference_no manager_id manager_email is_client is_supplier client_profile_id addresses means_of_contact tags cat_id
cat_name contact_users related_companies custom_fields permissions created_date modified_date deleted_date is_deleted
addresses.contacts_addresses_id addresses.country addresses.county addresses.municipality addresses.city
addresses.street addresses.zipcode addresses.full_address means_of_contact.mobile means_of_contact.phone
means_of_contact.email means_of_contact.website means_of_contact.skype means_of_contact.fax
"""
"""Scoro API reference §7.1."""

DOCUMENTED = frozenset(API_REFERENCE.split())

READ = frozenset(
    {
        *ScoroContact.model_fields,
        *(f"addresses.{name}" for name in ScoroAddress.model_fields),
        *(f"means_of_contact.{name}" for name in ScoroMeans.model_fields),
    }
)


def test_every_field_of_scoro_is_read_or_left_out_with_a_reason() -> None:
    assert READ | LEFT_OUT.keys() == DOCUMENTED


def test_every_reason_says_something() -> None:
    assert all(LEFT_OUT.values())


def test_what_is_both_read_and_left_out_is_only_read_by_the_rules() -> None:
    assert {name for name in READ & LEFT_OUT.keys() if "rules" not in LEFT_OUT[name]} == set()
