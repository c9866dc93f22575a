"""Looking at Scoro before and after booking: the documents that are paid, and the receipts of their payers."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from services.receipts.in_scoro import PaidInScoro, ReceiptInScoro
from shared.budget import Lane
from shared.scoro.client import MAX_DETAILED_ROWS, ScoroClient


class Reading:
    """As many in a call as Scoro takes."""

    def __init__(self, scoro: ScoroClient, lane: Lane) -> None:
        self._scoro = scoro
        self._lane = lane

    async def documents(self, module: str, ids: Collection[int]) -> dict[int, PaidInScoro]:
        """Those of them that are there and not deleted, by id."""
        found: dict[int, PaidInScoro] = {}
        wanted = sorted(ids)
        for start in range(0, len(wanted), MAX_DETAILED_ROWS):
            some = wanted[start : start + MAX_DETAILED_ROWS]
            page = await self._scoro.list_page(module, 1, lane=self._lane, detailed=True, filters={"id": some})
            rows = [PaidInScoro.model_validate(row) for row in page.rows]
            found |= {row.id: row for row in rows if row.id in ids and not row.is_deleted}
        return found

    async def booked(self, ids: Collection[str], seen: Iterable[ReceiptInScoro]) -> dict[str, ReceiptInScoro | None]:
        """These receipts, whatever they pay; None is deleted, and what lists do not tell of is left out.

        What is taken for deleted is booked again, so it needs evidence (`design.md` §3.9): the mark, or a list by ids
        that shows another receipt and not this one. Receipts are not viewed: nothing documents that they can be, and
        an action that Scoro does not know answers as a deleted receipt would.
        """
        shown = {str(one.id): one for one in seen}
        found: dict[str, ReceiptInScoro | None] = {known: shown[known] for known in ids if known in shown}
        missing = sorted(set(ids) - found.keys(), key=int)
        if not missing:
            return found
        witness = next(iter(shown), None) or await self._any()
        for start in range(0, len(missing), MAX_DETAILED_ROWS - 1):
            found |= await self._asked_for(missing[start : start + MAX_DETAILED_ROWS - 1], witness)
        return found

    async def _any(self) -> str | None:
        """The id of some receipt that is there."""
        page = await self._scoro.list_page("receipts", 1, lane=self._lane, per_page=1)
        return str(ReceiptInScoro.model_validate(page.rows[0]).id) if page.rows else None

    async def _asked_for(self, ids: Sequence[str], witness: str | None) -> dict[str, ReceiptInScoro | None]:
        """That lists can be filtered by id is not documented: only an answer that keeps to it tells what is missing."""
        wanted = {*ids, witness} if witness is not None else set(ids)
        filters = {"id": sorted(map(int, wanted))}
        page = await self._scoro.list_page(
            "receipts", 1, lane=self._lane, detailed=True, filters=filters, include_deleted=True
        )
        rows = {str(row.id): row for row in map(ReceiptInScoro.model_validate, page.rows)}
        tells = witness in rows and rows.keys() <= wanted
        there = {known: None if row.is_deleted else row for known, row in rows.items() if known in ids}
        return {**dict.fromkeys(ids if tells else ()), **there}

    async def receipts(
        self, module: str, documents: Iterable[PaidInScoro], dates: Sequence[dt.date]
    ) -> list[ReceiptInScoro]:
        """Receipts of the documents' payers; of those `dates` alone, unless there are none."""
        payers = sorted({row.payer_id for row in documents if row.payer_id is not None})
        if not payers:
            return []
        filters: dict[str, object] = {"contact_id": payers, "sales_doc_type": module}
        if dates:
            filters["date"] = {"from_date": min(dates).isoformat(), "to_date": max(dates).isoformat()}
        found: list[ReceiptInScoro] = []
        number = 1
        while True:
            page = await self._scoro.list_page("receipts", number, lane=self._lane, detailed=True, filters=filters)
            found += [ReceiptInScoro.model_validate(row) for row in page.rows]
            if page.is_last:
                return [one for one in found if not one.is_deleted and one.sales_doc_type == module]
            number += 1
