"""What a change of something else mends: which causes of problems name an account, a rate, a contact; pure.

Whoever notices that such a thing changed asks for these causes to be tried again. Nothing else is: what failed for
another reason, or for another account, would only fail once more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from shared.contracts.envelope import Category
from shared.store.mended import Causes
from shared.sync.settings import SyncSettings


class Thing(StrEnum):
    """What problems can be about, besides the object itself."""

    ACCOUNT = "account"
    TAX_RATE = "tax_rate"
    CURRENCY = "currency"
    LOCK_DATES = "lock_dates"
    TRACKING = "tracking"
    DOCUMENT = "document"  # of Xero, by its id
    RECEIPTS = "receipts"  # on a document of Scoro, by its module and id
    CONTACT = "contact"  # of Xero, by its id
    CONTACT_NAME = "contact_name"
    SALES_ACCOUNT = "sales_account"  # the default, or a product's
    EXPENSE_ACCOUNT = "expense_account"
    ROUNDING = "rounding"  # where cents may go


@dataclass(frozen=True, slots=True)
class Mends:
    """Codes of problems."""

    about_it: tuple[str, ...] = ()
    """Those whose subject is the thing."""
    any_of: tuple[str, ...] = ()
    """Those that a change of any such thing may mend."""


TABLE: dict[Thing, Mends] = {
    Thing.ACCOUNT: Mends(
        about_it=("unknown_account", "archived_account", "account_not_in_scoro"), any_of=("tax_does_not_fit",)
    ),
    Thing.TAX_RATE: Mends(about_it=("unknown_tax_rate", "tax_does_not_fit", "tax_rate_not_in_scoro")),
    Thing.CURRENCY: Mends(about_it=("unknown_currency", "currency_not_subscribed", "currency_not_active")),
    Thing.TRACKING: Mends(
        any_of=("tracking_option_missing", "accounting_object_missing", "accounting_objects_unreadable")
    ),
    Thing.LOCK_DATES: Mends(any_of=("locked_period",)),
    Thing.DOCUMENT: Mends(),
    Thing.RECEIPTS: Mends(),
    Thing.CONTACT: Mends(about_it=("contact_archived",)),
    Thing.CONTACT_NAME: Mends(about_it=("contact_name_taken",)),
    Thing.SALES_ACCOUNT: Mends(any_of=("no_sales_account",)),
    Thing.EXPENSE_ACCOUNT: Mends(any_of=("no_expense_account",)),
    Thing.ROUNDING: Mends(any_of=("totals_differ",)),
}


def _codes(*things: Thing) -> frozenset[str]:
    return frozenset(code for thing in things for code in (*TABLE[thing].about_it, *TABLE[thing].any_of))


IN_LISTS = _codes(Thing.ACCOUNT, Thing.TAX_RATE, Thing.CURRENCY, Thing.LOCK_DATES, Thing.TRACKING)
"""Mended by what the lists of reference data tell."""
IN_CONTACTS = _codes(Thing.CONTACT, Thing.CONTACT_NAME) | {"ambiguous_contact"}
"""Mended by what Xero's contacts tell; an ambiguous contact names those that it may be."""
OF_DOCUMENTS = frozenset({"payment_attached", "has_payments"})
"""Mended by what becomes of a document in Xero, which they name as what they are about."""
STANDING, OVERPAID = "receipts_stand", "amount_due_mismatch"
OF_RECEIPTS = frozenset({STANDING, OVERPAID})
"""Mended by what becomes of the receipts on a document in Scoro, which they name as what they are about."""
IN_PRODUCTS = _codes(Thing.SALES_ACCOUNT, Thing.EXPENSE_ACCOUNT, Thing.ACCOUNT)
"""Mended by what Scoro's products tell."""

Which = tuple[Thing, str]
"""A thing and its code, id or name; empty where there is but one."""


def causes(changed: Iterable[Which]) -> Causes:
    """The causes that may be gone once these things changed."""
    found = list(changed)
    return Causes(
        named=frozenset(f"{code}:{name}" for thing, name in found if name for code in TABLE[thing].about_it),
        codes=frozenset(code for thing, _ in found for code in TABLE[thing].any_of),
        about=frozenset(f"{thing}:{name}" for thing, name in found if name),
    )


def of_settings(before: SyncSettings, after: SyncSettings) -> list[Which]:
    """A default that was chosen, or another one than that which documents failed for."""
    found: list[Which] = []
    for thing, was, now in (
        (Thing.SALES_ACCOUNT, before.default_sales_account, after.default_sales_account),
        (Thing.EXPENSE_ACCOUNT, before.default_expense_account, after.default_expense_account),
    ):
        if was != now:
            found += [(thing, ""), (Thing.ACCOUNT, was or "")]
    if any(before.of(one).closed_periods is not after.of(one).closed_periods for one in Category):
        found.append((Thing.LOCK_DATES, ""))
    if before.tracking != after.tracking:
        found.append((Thing.TRACKING, ""))
    if before.rounding != after.rounding:
        found.append((Thing.ROUNDING, ""))
    return found
