"""Acme with something of everything, beside a connection whose owner knows all of Acme's ids."""

import datetime as dt
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from shared.contracts.changes import InvoiceChanged
from shared.contracts.envelope import Category
from shared.store.actions import Action, Via
from shared.store.brakes import Load
from shared.store.database import Session
from shared.store.letters import About, Dead, DeadLetter, Death
from shared.store.outcomes import Result
from shared.store.records import Brake, NewChange, ObjectKey, State
from shared.store.waits import weighed
from tests.integration.console.parts import A_CONNECTION, ACME, CHOSEN, SAID, Scene
from tests.integration.console.proofs import EDITED, proved
from tests.integration.console.undoing import planned
from tests.integration.console.web.test_preview import translated

OTHER = "mallory"
CAUSE = "unknown_account"
INVOICE = "1003"
"""It has a problem."""
LETTER = "letter-acme-1"
TOLD_BY_NOBODY = (
    "Acme Nordic",
    SAID,
    "1,240.00",
    "1240.00",
    "310.5",
    "xero-1001",
    "xero-7",
    "Nordic Oy",
    "1007",
    "of the year",
)
"""What the other one must never read."""


@dataclass(frozen=True, slots=True)
class Acmes:
    """Ids, as Acme's own people know them."""

    run: UUID
    active_run: UUID
    preview: str
    line: int
    undoing: str
    hold: str
    key: str
    action: str
    load: UUID


async def busy(scene: Scene) -> Acmes:
    """Both connections; everything that has an id is Acme's."""
    run = await scene.a_day()
    undoing = await planned(scene, str(run))
    await proved(scene.store, scene.clock.now(), EDITED)
    hold = await _held(scene)
    key, _ = await scene.store.api_keys.create(ACME, "ERP", author="mari")
    load = await scene.store.historic.begin(
        ACME, dt.date(2026, 1, 1), dt.date(2026, 3, 31), {Category.INVOICES: "scoro"}, by="mari"
    )
    assert load
    active = await scene.store.runs.begin(ACME, "now", [Category.INVOICES], ["scoro.invoices"])
    assert active
    action = await _action(scene)
    await scene.store.dead_letters.keep(_letter())
    preview, line = await _preview(scene)
    await _another(scene)
    await scene.store.trail.seal()  # anybody may
    return Acmes(run, active.id, preview, line, undoing.id, hold, key.id, action, load.id)


async def _another(scene: Scene) -> None:
    await scene.store.connections.add(
        replace(
            A_CONNECTION, id=OTHER, site_url="https://mallory.example/api/v2", entity="9", tenant_id="theirs",
            hook=OTHER, company={"name": "Mallory OÜ"}, organisation={"name": "Mallory Ltd"},
        )
    )  # fmt: skip
    await scene.store.settings.save(OTHER, CHOSEN.model_copy(update={"default_sales_account": None}), author="mallory")


async def _held(scene: Scene) -> str:
    entry = await scene.entry(Category.INVOICES, "2001", "2001")
    wait = (weighed(Brake.APPROVED_UPDATES),)
    await scene.end(Result(entry, State.WAITING, waits_for=wait, amount="99.00", currency="EUR"))
    await scene.store.brakes.weigh(Load(ACME, Category.INVOICES, Brake.APPROVED_UPDATES), {Brake.APPROVED_UPDATES: 0})
    [hold] = await scene.store.holds.open(ACME)
    return hold.hold.id


async def _action(scene: Scene) -> str:
    key = ObjectKey(ACME, Category.INVOICES, "scoro", "1001")
    action = Action(uuid4().hex, key, "invoice", "1001", Via.COMMAND_LINE, "mari", scene.clock.now())

    async def inside(session: Session) -> None:
        await scene.store.actions.begin(action, scene.clock.now(), session)

    await scene.store.database.transaction(inside)
    return action.id


async def _preview(scene: Scene) -> tuple[str, int]:
    """Ready to be let happen."""
    key = ObjectKey(ACME, Category.INVOICES, "scoro", "0")
    recorded = await scene.store.changes.record([NewChange(key, "{}", scene.clock.now(), number="I-0")])
    version = (await scene.store.settings.get(ACME)).version
    await scene.store.previews.begin(ACME, [Category.INVOICES], settings_version=version, by="mari")
    preview = await translated(scene, list(recorded.entries))
    return preview.id, recorded.entries[0]


def _letter() -> DeadLetter:
    at = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
    bell = InvoiceChanged(at=at, connection_id=ACME, system="scoro", object_id=INVOICE, entry=1)
    return DeadLetter(
        id=LETTER, group="invoices/7c1e04a2",
        message=Dead(
            "message-1", "invoices.changed", "events", "invoice.changed.v1.changed", "", {},
            {"type": "invoice.changed"}, bell.model_dump_json().encode(),
        ),
        death=Death("invoices", "InvoiceChanged v1", "error", "KeyError", "defect", "KeyError", "", 3, (), at, at),
        about=About(ACME, "invoices", "scoro", INVOICE), kept_at=at, origin=LETTER,
    )  # fmt: skip
