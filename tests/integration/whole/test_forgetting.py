"""What is long over is forgotten; a person's data goes on request; links stay and nothing is doubled."""

import datetime as dt

import pytest

from shared.clock import FixedClock
from shared.contracts.envelope import Category
from shared.errors import InvalidChoiceError
from shared.jsonio import dumps
from shared.store.changes import CHANGES
from shared.store.everything import INDEXES
from shared.store.preview_records import Line, Verb
from shared.store.records import ObjectKey
from shared.store.retention import Retention, erasing
from shared.sync.settings import Direction
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.world import Whole

WHO = "Wilhelmina Ostertag"


async def crossed(whole: Whole) -> str:
    """A contact that crossed twice."""
    await whole.sync("first")
    await whole.choose(Category.CONTACTS, direction=Direction.FROM_SCORO)
    [contact] = await whole.desk.make_contacts(1, name=WHO)
    await whole.sync()
    await whole.desk.scoro_time()
    await whole.desk.edit("contacts", contact, name=f"{WHO} Ltd")
    await whole.sync()
    return contact


async def looked_at_before(whole: Whole, contact: str) -> None:
    """It stood in a preview."""
    key = ObjectKey(CONNECTION, Category.CONTACTS, "scoro", contact)
    element = dumps({"Name": WHO}).decode()
    await whole.desk.store.previews.add([Line("a-preview", 1, key, WHO, Verb.UPDATE, element=element, said=WHO)])


async def everything(whole: Whole) -> str:
    database = whole.desk.store.database
    rows = [str(row) for name in INDEXES async for row in database.collection(name).find({})]
    return "\n".join(rows)


async def test_a_person_is_erased_and_the_link_still_holds(whole: Whole) -> None:
    contact = await crossed(whole)
    await looked_at_before(whole, contact)
    store = whole.desk.store
    [link] = (await store.links.by_scoro(CONNECTION, Category.CONTACTS, [contact])).values()
    assert WHO in await everything(whole)

    retention = Retention(store.database, whole.desk.clock)
    done = await retention.erase(contact, link.xero_id, erasing(CONNECTION, by="Mari", why="asked"))

    assert done.versions >= 2
    assert WHO not in await everything(whole)
    [kept] = (await store.links.by_scoro(CONNECTION, Category.CONTACTS, [contact])).values()
    assert kept.xero_id == link.xero_id
    [decision] = await store.decisions.newest(CONNECTION)
    assert (decision.act.value, decision.by, decision.why) == ("erased", "Mari", "asked")
    await whole.desk.edit("contacts", contact, name="Erased person 1")
    await whole.sync()
    assert len((await whole.xero_books())["Contacts"]) == 1, "it is still known to be the same"


async def test_what_is_on_its_way_is_not_erased(whole: Whole) -> None:
    contact = await crossed(whole)
    await whole.desk.store.database.collection(CHANGES).update_many({"object_id": contact}, {"$set": {"state": "open"}})

    with pytest.raises(InvalidChoiceError, match="on its way"):
        await Retention(whole.desk.store.database, whole.desk.clock).erase(
            contact, None, erasing(CONNECTION, by="Mari", why="asked")
        )


async def test_old_versions_are_emptied_and_the_newest_is_kept(whole: Whole) -> None:
    contact = await crossed(whole)
    later = FixedClock(whole.desk.clock.now() + dt.timedelta(days=40))
    retention = Retention(whole.desk.store.database, later)

    assert await retention.age_out(60) == type(await retention.age_out(60))()
    done = await retention.age_out(30)

    first, *_ = sorted(
        [row async for row in whole.desk.store.database.collection(CHANGES).find({"object_id": contact})],
        key=lambda row: row["_id"],
    )
    newest = await whole.newest(Category.CONTACTS, "scoro", contact)
    assert (done.versions, first["snapshot"]) == (1, "")
    assert done.calls >= 1
    assert WHO in newest.snapshot
    assert (await retention.age_out(30)).versions == 0
