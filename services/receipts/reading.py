"""Looking at Scoro before and after booking: the documents that are paid, and the receipts of their payers."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from services.receipts.in_scoro import PaidInScoro, ReceiptInScoro
from shared.budget import Lane
from shared.scoro.client import MAX_DETAILED_ROWS, ScoroClient
from shared.scoro.errors import ScoroNotFoundError
from shared.scoro.seen import seen as there

ONE_DAY = dt.timedelta(days=1)


class Reading:
    """As many in a call as Scoro takes."""

    def __init__(self, scoro: ScoroClient, lane: Lane) -> None:
        self._scoro = scoro
        self._lane = lane

    async def documents(self, module: str, ids: Collection[int]) -> dict[int, PaidInScoro]:
        """Those of them that are there and not deleted, by id.

        That lists can be filtered by id is not documented, so what one does not show is viewed.
        """
        found: dict[int, PaidInScoro] = {}
        wanted = sorted(ids)
        for start in range(0, len(wanted), MAX_DETAILED_ROWS):
            some = wanted[start : start + MAX_DETAILED_ROWS]
            page = await self._scoro.list_page(module, 1, lane=self._lane, detailed=True, filters={"id": some})
            listed = [PaidInScoro.model_validate(row) for row in page.rows]
            found |= {row.id: row for row in listed if row.id in ids}
            for missing in set(some) - found.keys():
                if (row := await self._viewed(module, missing)) is not None:
                    found[missing] = row
        return {known: row for known, row in found.items() if not row.is_deleted}

    async def _viewed(self, module: str, document_id: int) -> PaidInScoro | None:
        try:
            row = PaidInScoro.model_validate(await self._scoro.view(module, document_id, lane=self._lane))
        except ScoroNotFoundError:
            return None
        return row if row.id == document_id else None

    async def booked(self, ids: Collection[str], seen: Iterable[ReceiptInScoro]) -> dict[str, ReceiptInScoro | None]:
        """These receipts, whatever they pay; None is deleted, and what lists do not tell of is left out.

        Receipts are not viewed: nothing documents that they can be, and an action that Scoro does not know answers as a
        deleted receipt would.
        """
        shown = {str(one.id): one for one in seen}
        found: dict[str, ReceiptInScoro | None] = {known: shown[known] for known in ids if known in shown}
        missing = sorted(set(ids) - found.keys(), key=int)
        rows = await there(self._scoro, "receipts", missing, lane=self._lane, witness=next(iter(shown), None))
        return found | {known: ReceiptInScoro.model_validate(row) if row else None for known, row in rows.items()}

    async def receipts(
        self, module: str, documents: Iterable[PaidInScoro], dates: Sequence[dt.date]
    ) -> list[ReceiptInScoro]:
        """Receipts of the documents' payers; of those `dates` alone, unless there are none."""
        payers = sorted({row.payer_id for row in documents if row.payer_id is not None})
        if not payers:
            return []
        filters: dict[str, object] = {"contact_id": payers, "sales_doc_type": module}
        if dates:
            until = max(dates) + ONE_DAY  # whether the last day itself counts is not documented
            filters["date"] = {"from_date": min(dates).isoformat(), "to_date": until.isoformat()}
        found: list[ReceiptInScoro] = []
        number = 1
        while True:
            page = await self._scoro.list_page("receipts", number, lane=self._lane, detailed=True, filters=filters)
            found += [ReceiptInScoro.model_validate(row) for row in page.rows]
            if page.is_last:
                return [one for one in found if not one.is_deleted and one.sales_doc_type == module]
            number += 1
