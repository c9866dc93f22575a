"""What of a contact does not survive the way there and back, and why: everything else is equal afterwards."""

FROM_SCORO: dict[str, str] = {
    "contact_type": "Xero has one kind of contact: a person comes back as a company (R67)",
    "lastname": "Xero's name holds the whole name of a person",
    "is_client": "Xero sets it itself, with the first sales document",
    "is_supplier": "Xero sets it itself, with the first bill",
    "addresses.county": "joined with the municipality, as Xero has one region",
    "addresses.municipality": "joined with the county, as Xero has one region",
    "addresses beyond the first": "one postal address crosses; further ones stay in Scoro",
    "means_of_contact beyond the first": "one e-mail address, phone and mobile number cross; others stay in Scoro",
}
"""Scoro → Xero → Scoro."""

FROM_XERO: dict[str, str] = {
    "account_number": "stands in for a registration number that is missing, and would come back as one",
    "phones.phone_area_code": "Scoro keeps a number as people write it",
    "phones.phone_country_code": "Scoro keeps a number as people write it",
    "addresses.STREET": "one address crosses, the postal one first",
    "website": "Xero takes none from us and keeps its own",
    "is_customer": "Xero sets it itself",
    "is_supplier": "Xero sets it itself",
}
"""Xero → Scoro → Xero."""
