"""The public contract: what Scoro's backend says when an object of Scoro was created, changed or deleted.

An announcement is a hint. It carries nothing of the object, so it may come late, twice or in any order: the object is
read from Scoro before anything happens.
"""

from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from shared.contracts.envelope import Category, Contract

SITE = r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$"
"""A host name in lower case, with the port where it is not the usual one."""

Number = Annotated[int, Field(strict=True, ge=1, lt=10**19)]
Digits = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,18}$")]


def _example(object_id: int) -> ConfigDict:
    return ConfigDict(
        json_schema_extra={"examples": [{"site": "acme.scoro.com", "entity": "1", "object_id": object_id}]}
    )


class Announcement(Contract):
    """The shape all five share; never published itself."""

    site: str = Field(
        pattern=SITE, max_length=255, description="Host name of the site, such as acme.scoro.com; no scheme, no path."
    )
    entity: str = Field(
        min_length=1, max_length=64, description="Scoro's id of the business entity, `account_id` on documents."
    )
    object_id: Number | Digits = Field(description="Scoro's id of the object, as a number or as its digits.")


class ProductAnnouncement(Announcement):
    """A product was created, changed or deleted."""

    model_config = _example(312)
    topic: ClassVar[str] = "product.changed"


class ContactAnnouncement(Announcement):
    """A company or a person was created, changed or deleted."""

    model_config = _example(4711)
    topic: ClassVar[str] = "contact.changed"


class InvoiceAnnouncement(Announcement):
    """An invoice or a credit invoice was created, changed or deleted."""

    model_config = _example(1003)
    topic: ClassVar[str] = "invoice.changed"


class BillAnnouncement(Announcement):
    """A bill was created, changed or deleted."""

    model_config = _example(877)
    topic: ClassVar[str] = "bill.changed"


class ReceiptAnnouncement(Announcement):
    """A receipt was created, changed or deleted."""

    model_config = _example(95)
    topic: ClassVar[str] = "receipt.changed"


ANNOUNCEMENTS: dict[Category, type[Announcement]] = {
    Category.PRODUCTS: ProductAnnouncement,
    Category.CONTACTS: ContactAnnouncement,
    Category.INVOICES: InvoiceAnnouncement,
    Category.BILLS: BillAnnouncement,
    Category.RECEIPTS: ReceiptAnnouncement,
}
