"""Contacts as each system spells them."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from shared.scoro.fields import Flag, Many, Moment, Object, ScoroDocument, Text, Whole
from shared.sync.fingerprint import Element
from shared.xero.wire import moment


class ScoroAddress(ScoroDocument):
    country: Text = ""  # alpha-3 in lower case; seen empty and as a full name
    county: Text = ""
    municipality: Text = ""
    city: Text = ""
    street: Text = ""  # may hold line breaks
    zipcode: Text = ""


class ScoroMeans(ScoroDocument):
    """The ways to reach someone; `[]` where there are none."""

    email: Many[Text] = ()
    phone: Many[Text] = ()
    mobile: Many[Text] = ()


class ScoroContact(ScoroDocument):
    """A company or a person: Scoro keeps both in one table."""

    contact_id: Whole
    name: Text = ""  # of a person: the first name
    lastname: Text = ""
    id_code: Text = ""  # registration or personal code
    vatno: Text = ""
    bankaccount: Text = ""
    is_client: Flag = False
    is_supplier: Flag = False
    addresses: Many[ScoroAddress] = ()
    means_of_contact: Object[ScoroMeans] = Field(default_factory=ScoroMeans)
    created_date: Moment = None
    modified_date: Moment = None
    is_deleted: Flag = False

    @property
    def changed_at(self) -> dt.datetime | None:
        """The later of created and modified (R31)."""
        return max((moment for moment in (self.created_date, self.modified_date) if moment), default=None)


class XeroPhone(Element):
    phone_type: Literal["DEFAULT", "MOBILE"]
    phone_number: str


class XeroAddress(Element):
    address_type: Literal["POBOX"] = "POBOX"  # Xero's word for where the post goes
    address_line1: str | None = None
    address_line2: str | None = None
    address_line3: str | None = None
    address_line4: str | None = None
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None


class XeroContact(Element):
    """A contact as written; what is None is not sent and stays in Xero as it is."""

    contact_id: str | None = None
    name: str
    contact_number: str | None = None  # the link back
    company_number: str | None = None
    tax_number: str | None = None
    bank_account_details: str | None = None
    email_address: str | None = None
    phones: tuple[XeroPhone, ...] | None = None
    addresses: tuple[XeroAddress, ...] | None = None


class ContactStatus(StrEnum):
    ACTIVE = "ACTIVE"
    ARCHIVED = "ARCHIVED"
    GDPRREQUEST = "GDPRREQUEST"  # cannot be used on documents


class XeroContactAnswer(Element):
    """What we read of a contact in Xero; fields without a value are not there."""

    contact_id: str
    name: str = ""
    contact_number: str = ""
    account_number: str = ""
    company_number: str = ""
    tax_number: str = ""
    contact_status: ContactStatus = ContactStatus.ACTIVE
    merged_to_contact_id: str | None = None
    updated_date_utc: Annotated[dt.datetime | None, BeforeValidator(moment)] = None
