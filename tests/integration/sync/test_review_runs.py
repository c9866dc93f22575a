"""Runs and waits whose messages were lost on the way."""

from services.scheduler.resting import Resting
from services.scheduler.run_sweep import RunSweep
from services.scheduler.wait_sweep import WaitSweep
from shared.contracts.envelope import Category
from shared.contracts.outcomes import ObjectFailed
from shared.contracts.sync import ObjectWanted, SyncRequested
from shared.dates import EPOCH
from shared.messaging.publisher import NotPublishedError
from shared.store.records import NewChange, ObjectKey, State
from shared.sync.bells import Bells
from shared.sync.settings import CategorySettings
from tests.fakes.publisher import MemoryPublisher
from tests.integration.sync.conftest import CONNECTION, World
from tests.integration.sync.documents import A_CONTACT, AN_INVOICE

CONTACT = ObjectKey(CONNECTION, Category.CONTACTS, "scoro", "312")
INVOICE = ObjectKey(CONNECTION, Category.INVOICES, "scoro", "4101")


class _Away(MemoryPublisher):
    """The broker is away."""

    async def publish_all(self, messages: object) -> None:
        raise NotPublishedError(str(messages))


def run_sweep(world: World, publisher: MemoryPublisher) -> RunSweep:
    return RunSweep(world.store, publisher, world.clock, Resting(world.store.connections, world.clock))


async def test_what_was_queued_behind_a_run_begins_although_its_message_was_lost(world: World) -> None:
    run = await world.store.runs.begin(CONNECTION, "tick", [Category.CONTACTS], ["scoro.contacts"])
    assert run is not None
    await world.store.runs.queue(CONNECTION, "now", [Category.INVOICES])
    await world.store.runs.source_done(run.id, "scoro.contacts")
    await run_sweep(world, _Away()).runs()

    await run_sweep(world, world.publisher).runs()
    await run_sweep(world, world.publisher).runs()

    [begun] = world.publisher.of(SyncRequested)
    assert (begun.trigger, begun.categories) == ("now", (Category.INVOICES,))


async def test_a_parent_that_only_lies_recorded_is_asked_for_again(world: World) -> None:
    await world.change(Category.INVOICES, AN_INVOICE)
    await world.settle_without_parents()
    await world.store.changes.record([NewChange(CONTACT, snapshot="{}", read_started_at=world.clock.now())])
    await world.store.database.collection("changes").update_many(
        {"state": State.WAITING.value}, {"$set": {"waiting_since": EPOCH}}
    )
    resting = Resting(world.store.connections, world.clock)

    await WaitSweep(world.store, world.publisher, world.clock, resting, batch=500).look_again()

    assert [wanted.object_id for wanted in world.publisher.of(ObjectWanted)] == ["312"]


async def test_a_document_whose_contact_is_missing_is_a_problem_with_its_money_until_it_crosses(world: World) -> None:
    [entry] = await world.change(Category.INVOICES, AN_INVOICE)
    await world.settle_without_parents()
    gone = ObjectFailed(
        at=world.clock.now(), connection_id=CONNECTION, category=Category.CONTACTS, system="scoro", object_id="312",
        entry=entry.id, code="parent_missing",
    )  # fmt: skip
    await world.publisher.publish(gone)
    await world.publisher.publish(gone)
    await world.settle()
    [cause] = await world.store.problems.causes(CONNECTION)

    await world.change(Category.CONTACTS, A_CONTACT, asked="dependency")
    await world.settle()

    assert (cause.code, cause.category, cause.held_back) == ("parent_missing", Category.INVOICES, {"GBP": "120.00"})
    assert await world.store.problems.count(CONNECTION) == 0
    newest = await world.store.changes.newest(INVOICE)
    assert newest is not None
    assert newest.state is State.SYNCED


async def test_a_document_inherits_the_problem_of_its_contact(world: World) -> None:
    await world.change(Category.INVOICES, AN_INVOICE)
    await world.settle_without_parents()

    await world.change(Category.CONTACTS, A_CONTACT | {"name": "", "lastname": ""}, asked="dependency")
    await world.settle()

    causes = {cause.category: cause for cause in await world.store.problems.causes(CONNECTION)}
    assert causes[Category.CONTACTS].code == causes[Category.INVOICES].code == "nameless_contact"
    assert causes[Category.INVOICES].held_back == {"GBP": "120.00"}


async def test_what_a_switched_off_category_left_out_crosses_once_it_is_switched_on(world: World) -> None:
    choices = await world.store.settings.get(CONNECTION)
    off = choices.model_copy(update={"categories": {Category.CONTACTS: CategorySettings(enabled=False)}})
    await world.store.settings.save(CONNECTION, off, author="test")
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.settle()
    before = await world.store.changes.newest(CONTACT)
    saved = await world.store.settings.get(CONNECTION)
    on = saved.model_copy(update={"categories": {Category.CONTACTS: CategorySettings(enabled=True)}})
    await world.store.settings.save(CONNECTION, on, author="test")

    await Bells(world.store, world.publisher, world.clock).ring_rest(CONNECTION, Category.CONTACTS)
    await world.settle()

    after = await world.store.changes.newest(CONTACT)
    assert before is not None
    assert after is not None
    assert (before.reason, after.state) == ("category_switched_off", State.SYNCED)
