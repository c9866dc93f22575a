"""The made-up studio, in the order in which things refer to each other."""

import datetime as dt

from services.sandbox.xero.books import contacts, tracking
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.papers import Document
from services.sandbox.xero.seeding import names
from services.sandbox.xero.seeding.bodies import MadeUp
from services.sandbox.xero.seeding.maker import Maker
from services.sandbox.xero.seeding.money import DEEDS
from services.sandbox.xero.seeding.papers import Papers
from services.sandbox.xero.seeding.set_up import DEPARTMENT, set_up

SALES_SHARE = 60
"""In percent of invoices and bills; credit notes come by themselves, about one to eight."""
CREDIT_NOTES_PER_DEED = 5 / len(DEEDS)
APPROVED_SHARE = 0.7
"""Of those that something happens to."""
BATCH, DOCUMENTS_PER_BATCH = 3, 40


def make_up(ledger: Ledger, wanted: MadeUp, now: dt.datetime) -> None:
    """About `size` documents in the books of an organisation, which may hold others."""
    maker = Maker(ledger, wanted.seed, now)
    maker.day_is_over_by(0.1)
    parties = set_up(maker, wanted.size)
    papers = Papers(maker, parties)
    count = wanted.size - round(wanted.size * CREDIT_NOTES_PER_DEED * APPROVED_SHARE)
    maker.day_is_over_by(0.3)
    sold = papers.invoices(count * SALES_SHARE // 100)
    maker.day_is_over_by(0.5)
    bought = papers.bills(count - len(sold))
    maker.day_is_over_by(0.7)
    for documents in (sold, bought):
        _happen(maker, papers, [one for one in documents if one.status == "AUTHORISED"])
    maker.day_is_over_by(0.9)
    _end(maker, [*sold, *bought])
    _retire(maker)
    maker.day_is_over_by(1.0)


def _happen(maker: Maker, papers: Papers, approved: list[Document]) -> None:
    """To each something else, but the last ones in the base currency are paid in batches."""
    home = [one for one in approved if one.currency_code == maker.base]
    wanted = BATCH * (1 + len(approved) // DOCUMENTS_PER_BATCH) if len(approved) > len(DEEDS) else 1
    together = home[-wanted:]
    alone = [one for one in approved if one not in together]
    for number, one in enumerate(alone):
        DEEDS[number % len(DEEDS)](maker, papers, one)
    for first in range(0, len(together), BATCH):
        maker.batch(together[first : first + BATCH], maker.today)


def _end(maker: Maker, documents: list[Document]) -> None:
    """One in twenty of what nobody paid is voided, one in ten of the drafts deleted; the last of each at least."""
    now = [maker.as_it_is(one) for one in documents]
    untouched = [one for one in now if one.status == "AUTHORISED" and not one.has_applied]
    drafts = [one for one in now if one.status in {"DRAFT", "SUBMITTED"}]
    for one in untouched[-1::-20]:
        maker.ended(one, "VOIDED")
    for one in drafts[-1::-10]:
        maker.ended(one, "DELETED")


def _retire(maker: Maker) -> None:
    """An option that old lines still name, and a contact that nobody deals with any more."""
    ledger = maker.ledger
    category = next(one for one in ledger.categories.values() if one.name == DEPARTMENT)
    option = next(one for one in category.options if one.name == names.RETIRED)
    if tracking.is_used(ledger, category.id, option.id):
        tracking.update_option(ledger, category, option, Given({"Status": "ARCHIVED"}, "tracking"))
    new = contacts.create(ledger, Given({"Name": "Closed Down & Co"}, "contacts"))
    contacts.archive(ledger, new)
