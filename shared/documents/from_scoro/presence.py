"""How documents that are to be changed stand in Xero right now, read in one call for many (R80, R136, R137).

What a link remembers may be older than a payment: then the change would be sent and refused. So everything that would
be written onto a document in Xero is planned by what Xero says at that moment. Forty invoices or bills are one call,
twenty credit notes are one; what is created costs none, nor does what is equal. What Xero does not show then is not
changed: it would go by its number, to another document or to a new one.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shared.budget import Lane
from shared.clients import Clients
from shared.documents.attached import Presence, presence
from shared.documents.errors import TwinNotSeenError, UpdateBlockedError
from shared.documents.fields import RESOURCES
from shared.documents.from_scoro import planning
from shared.documents.from_scoro.planning import Form, Given
from shared.documents.refs import Refs
from shared.documents.status import PAYMENT_ATTACHED
from shared.documents.twins import Twin
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.records import Link
from shared.sync.brakes import is_braked
from shared.sync.plans import Failed, Plan, Write
from shared.sync.settings import SyncSettings


def is_worth_a_look(plan: Plan) -> bool:
    """What is about to be written onto a document in Xero, and what a payment is believed to keep from that.

    What waits first to be counted with others of its run is planned once more: then is the time to look.
    """
    match plan:
        case Write(method="POST"):
            return not is_braked(plan)
        case Failed(error=UpdateBlockedError(code=code)):
            return code == PAYMENT_ATTACHED
        case _:
            return False


class Presences:
    """Reads them, lets links know, and plans by them."""

    def __init__(self, form: Form[Any], store: Store, clients: Clients) -> None:
        self._form = form
        self._store = store
        self._clients = clients

    async def planned(
        self,
        connection: Connection,
        settings: SyncSettings,
        links: Mapping[str, Link],
        refs: Mapping[int, Refs],
        given: Sequence[Given[Any]],
        plans: Sequence[Plan],
        *,
        keeps: bool,
    ) -> tuple[list[Given[Any]], list[Plan]]:
        """Both anew, as far as they are about changes of what is in Xero already; in a preview links learn nothing."""
        looked_at = {
            plan.entry.id: (plan.entry, link)
            for plan in plans
            if is_worth_a_look(plan) and (link := links.get(plan.entry.key.object_id)) is not None
        }
        lane = Lane.CLICK if any(entry.by_person for entry, _ in looked_at.values()) else Lane.DOCUMENTS
        there = await self._read(connection, [link for _, link in looked_at.values()], lane)
        if keeps:
            read = {xero_id: one.twin.model_dump(mode="json") for xero_id, one in there.items()}
            await self._store.links.refresh_twins(connection.id, self._form.category, read)
        changes = {plan.entry.id: plan for plan in plans if isinstance(plan, Write) and not plan.memo.get("delete")}
        known: dict[int, Given[Any]] = {}
        anew: dict[int, Plan] = {}
        for entry, link in looked_at.values():
            if link.xero_id not in there:
                if (plan := changes.get(entry.id)) is not None:
                    anew[entry.id] = Failed(entry, TwinNotSeenError(entry.number, link.xero_id), plan.money)
                continue
            look = planning.first_look(self._form, entry, link, settings, connection, there[link.xero_id])
            if isinstance(look, Given):
                known[entry.id] = look
                look = planning.plan(self._form, look, refs[entry.id])
            anew[entry.id] = look
        return [known.get(one.entry.id, one) for one in given], [anew.get(plan.entry.id, plan) for plan in plans]

    async def _read(self, connection: Connection, links: Iterable[Link], lane: Lane) -> dict[str, Presence]:
        """Id in Xero → how it stands; what Xero does not have is missing."""
        wanted = [(RESOURCES[Twin.model_validate(link.twin).kind], link.xero_id) for link in links]
        if not wanted:
            return {}
        xero = await self._clients.xero(connection)
        found: dict[str, Presence] = {}
        for resource in sorted({resource for resource, _ in wanted}):
            ids = [xero_id for its, xero_id in wanted if its == resource]
            rows = await xero.by_ids(resource, ids, lane=lane)
            found |= {one.twin.xero_id: one for one in map(presence, rows)}
        return found
