"""A plan of an undoing, as the connector keeps one."""

from shared.contracts.envelope import Category
from shared.store.outcomes import Result
from shared.store.records import Entry, Link, ObjectKey, State
from shared.store.undoings import UNDONE, Undoing, UndoLine
from tests.integration.console.parts import ACME, OWNER, Scene

NUMBERS = ("1001", "1005")


async def planned(scene: Scene, run_id: str | None = None) -> Undoing:
    """Of two invoices of the day: one goes, one is reconciled."""
    lines = [
        UndoLine("", 0, key("1005"), "1005", xero_id="xero-1005", reason="undo_reconciled", said="1005 has a payment"),
        UndoLine(
            "", 0, key("1001"), "1001", xero_id="xero-1001", amount="120.00", currency="GBP",
            steps=(("unallocate", "the allocation of 20.00 GBP of CN-1"), ("void", "1001, 120.00 GBP"),
                   ("unlink", "the link")),
            notes=("it was approved in Xero since",),
        ),
    ]  # fmt: skip
    return await scene.store.undoings.plan(ACME, lines, by="mari", run_id=run_id, payments=False, left=0)


def key(object_id: str) -> ObjectKey:
    return ObjectKey(ACME, Category.INVOICES, "scoro", object_id)


async def newest(scene: Scene, object_id: str = "1001") -> Entry:
    entry = await scene.store.changes.newest(key(object_id))
    assert entry is not None
    return entry


async def carried_out(scene: Scene) -> None:
    """As the service of the category does it."""
    (mine,) = await scene.store.claims.claim(
        connection_id=ACME, category=Category.INVOICES, lane=(await newest(scene)).lane, owner=OWNER, limit=1
    )
    link = Link(ACME, Category.INVOICES, "1001", "xero-1001")
    await scene.end(Result(mine, State.LEFT_OUT, reason=UNDONE, link=link))
