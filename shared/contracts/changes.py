"""The bells: an object changed and its newest version lies in the change log."""

from typing import ClassVar

from pydantic import Field

from shared.contracts.envelope import Category, Lane, Message, System


class ObjectChanged(Message):
    """The shape all five bells share; never published itself."""

    system: System
    object_id: str = Field(min_length=1)
    entry: int = Field(ge=1)
    """The change-log entry that rang; the snapshot lies there, so the newest one is always what crosses."""
    lane: Lane = Lane.CHANGED


class ProductChanged(ObjectChanged):
    """A product changed in one of the systems."""

    topic: ClassVar[str] = "product.changed"


class ContactChanged(ObjectChanged):
    """A contact changed in one of the systems."""

    topic: ClassVar[str] = "contact.changed"


class InvoiceChanged(ObjectChanged):
    """An invoice or credit note changed in one of the systems."""

    topic: ClassVar[str] = "invoice.changed"


class BillChanged(ObjectChanged):
    """A bill changed in one of the systems."""

    topic: ClassVar[str] = "bill.changed"


class ReceiptChanged(ObjectChanged):
    """A receipt, payment or allocation changed in one of the systems."""

    topic: ClassVar[str] = "receipt.changed"


BELLS: dict[Category, type[ObjectChanged]] = {
    Category.PRODUCTS: ProductChanged,
    Category.CONTACTS: ContactChanged,
    Category.INVOICES: InvoiceChanged,
    Category.BILLS: BillChanged,
    Category.RECEIPTS: ReceiptChanged,
}
