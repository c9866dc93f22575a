"""`scoro-xero stop`: the run that goes on ends early; nothing is lost."""

from services.console.cli import output
from services.console.cli.exits import Exit
from services.console.cli.output import Json, Of
from services.console.cli.session import Session, author, run
from services.console.spelling import plural


def stop(*, connection: Of = None, as_json: Json = False) -> None:
    """
    Example: scoro-xero stop

    End the run that goes on, after the objects that are under way. What has not begun waits for the next run, by
    schedule or by `scoro-xero sync`; `scoro-xero pause` keeps it from crossing then too.
    """

    async def work(session: Session) -> Exit:
        of = await session.queries.connection(connection)
        active = await session.store.runs.active(of.id)
        found = {one.id: await session.actions.stop(of, one.id, author=author()) for one in active}
        stopped = {run_id: left for run_id, left in found.items() if left is not None}
        if as_json:
            output.document({"stopped": [{"run_id": str(run_id), "left": left} for run_id, left in stopped.items()]})
        elif not stopped:
            output.show("No run goes on that is not stopped already.")
        for left in () if as_json else stopped.values():
            output.show(
                f"It ends after the current objects; {plural(left, 'object waits', 'objects wait')} for the next run."
            )
        return Exit.DONE

    run(work)
