"""A contact as Xero tells it, in full: the source of what comes to Scoro."""

import datetime as dt
from typing import Annotated, Any

from pydantic import BeforeValidator

from services.contacts.documents import ContactStatus
from shared.sync.fingerprint import Element
from shared.xero.wire import moment


def rows(value: Any) -> Any:
    """Lists without rows are not there."""
    return value or ()


class Phone(Element):
    phone_type: str = ""
    phone_number: str = ""
    phone_area_code: str = ""
    phone_country_code: str = ""

    @property
    def written(self) -> str:
        """Country, area and number as people write them."""
        country = f"+{self.phone_country_code.lstrip('+')}" if self.phone_country_code.strip() else ""
        return " ".join(part.strip() for part in (country, self.phone_area_code, self.phone_number) if part.strip())


class Address(Element):
    address_type: str = ""
    address_line1: str = ""
    address_line2: str = ""
    address_line3: str = ""
    address_line4: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """What is filled of the street."""
        written = (self.address_line1, self.address_line2, self.address_line3, self.address_line4)
        return tuple(line.strip() for line in written if line.strip())

    @property
    def is_empty(self) -> bool:
        return not (self.lines or self.city or self.region or self.postal_code or self.country)


class ContactInXero(Element):
    """Fields without a value are not there."""

    contact_id: str
    name: str = ""
    contact_number: str = ""
    account_number: str = ""
    company_number: str = ""
    tax_number: str = ""
    bank_account_details: str = ""
    email_address: str = ""
    website: str = ""
    phones: Annotated[tuple[Phone, ...], BeforeValidator(rows)] = ()
    addresses: Annotated[tuple[Address, ...], BeforeValidator(rows)] = ()
    is_customer: bool = False
    is_supplier: bool = False
    contact_status: ContactStatus = ContactStatus.ACTIVE
    merged_to_contact_id: str | None = None
    updated_date_utc: Annotated[dt.datetime | None, BeforeValidator(moment)] = None

    @property
    def is_active(self) -> bool:
        return self.contact_status is ContactStatus.ACTIVE
