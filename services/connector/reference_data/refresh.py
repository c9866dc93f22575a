"""The source `reference`: the organisation and its currencies, accounts, tax rates, tracking (R38)."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import structlog

from services.connector import checks
from services.connector.reference_data import accounts, currencies, shortened, tax_rates
from services.connector.reference_data.applying import (
    ACCOUNTS,
    LANE,
    VAT_CODES,
    WRITES_PER_PAGE,
    Applier,
    ListOf,
    read,
)
from services.connector.reference_data.keeping import Keeping
from services.connector.reference_data.steps import Step, Why
from services.connector.reference_data.tracked import TrackingLists
from services.connector.sources.page import Read, Turn
from services.connector.sources.scoro_rows import Row
from shared.clock import Clock
from shared.contracts.connection import ReferenceDataRefreshed
from shared.contracts.envelope import Category
from shared.documents import periods
from shared.scoro.fields import relation, text
from shared.store.everything import Store

log = structlog.get_logger()

NAME = "reference"
FROM_XERO = {*checks.BOOK_FIELDS, periods.WAIVED}
"""What of an organisation is Xero's word."""
PARTS = (ORGANISATION, CHART, TAXES, TRACKING) = ("organisation", "accounts", "tax_rates", "tracking")

Plan = Callable[[Sequence[Row]], list[Step]]
Lists = Callable[[Sequence[Row], Sequence[str]], dict[str, list[dict[str, Any]]]]
"""The lists to keep; the keys of what vanished and is held."""
Refused = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class CameTo:
    """What a part came to."""

    changed: bool
    is_done: bool = True
    refused: Refused = field(default_factory=list)
    """What Scoro refused so far: not tried again before the next refresh."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of Scoro's lists that is kept equal to Xero's."""

    of: ListOf
    plan: Plan
    lists: Lists
    known: int
    """How many Xero had when it was applied last."""


class ReferenceReader:
    """Each page is a part; a part with many writes takes several pages, each with fresh lists."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._applier = Applier(clock)
        self._keeping = Keeping(store)
        self._matching = TrackingLists(store)

    async def __call__(self, turn: Turn) -> Read:
        """One part, or the next writes of it; nothing while the connection is paused, since it writes to Scoro."""
        if turn.connection.pause() is not None:
            return Read(is_complete=False)
        memo = turn.chain.memo or {"part": ORGANISATION, "changed": False, "refused": []}
        parts = {
            ORGANISATION: self._organisation,
            CHART: self._accounts,
            TAXES: self._tax_rates,
            TRACKING: self._tracking,
        }
        came_to = await parts[memo["part"]](turn, memo["refused"])
        changed = bool(memo["changed"]) or came_to.changed
        if not came_to.is_done:
            return Read(memo={**memo, "changed": changed, "refused": came_to.refused})
        if memo["part"] != PARTS[-1]:
            following = PARTS[PARTS.index(memo["part"]) + 1]
            return Read(memo={"part": following, "changed": changed, "refused": []})
        refreshed = ReferenceDataRefreshed(
            at=self._clock.now(), connection_id=turn.connection.id, run_id=turn.chain.run_id, changed=changed
        )
        return Read(messages=(refreshed,))

    async def _organisation(self, turn: Turn, _refused: Refused) -> CameTo:
        """What people see of the organisation, its lock dates, and the currency check of every cycle (R38, R56)."""
        subscribed = await turn.xero.currencies(lane=LANE)
        books = checks.books(await turn.xero.organisation(lane=LANE), subscribed)
        if periods.PERIOD in books.organisation and periods.WAIVES in await turn.xero.allowed(lane=LANE):
            books.organisation[periods.WAIVED] = True
        company = checks.Company.model_validate(await turn.scoro.company_account(lane=LANE))
        missing = checks.missing_currencies(books, company)
        known = turn.connection
        if appeared := currencies.appeared(known.missing_currencies, missing):
            log.warning("reference.currencies_missing", codes=appeared)
        renewed = {"base_currency": company.base_currency, "active_currencies": list(company.active_currencies)}
        others = {name: value for name, value in known.organisation.items() if name not in FROM_XERO}
        await self._keeping.organisation(
            known,
            organisation={**others, **books.organisation},
            company={**known.company, **renewed},
            missing_currencies=list(missing),
        )
        kept = {"xero_currencies": currencies.kept(subscribed), "scoro_receipt_accounts": await self._tills(turn)}
        return CameTo(changed=await self._keeping.lists(known.id, kept))

    async def _tills(self, turn: Turn) -> list[dict[str, Any]]:
        """Scoro's receipt accounts, for the names of Xero's bank accounts (R51); read where receipts cross."""
        if not turn.settings.of(Category.RECEIPTS).enabled:
            return await self._store.reference.get_list(turn.connection.id, "scoro_receipt_accounts")
        page = await turn.scoro.list_page("receiptAccounts", 1, lane=LANE)
        return [{"id": relation(row.get("id")), "name": text(row.get("name"))} for row in page.rows if row.get("id")]

    async def _accounts(self, turn: Turn, refused: Refused) -> CameTo:
        kept = await self._store.reference.get_list(turn.connection.id, "xero_accounts")
        before = [accounts.from_xero(item) for item in kept]
        now = [accounts.from_xero(row) for row in await turn.xero.accounts(lane=LANE)]

        def plan(rows: Sequence[Row]) -> list[Step]:
            there = [accounts.from_scoro(row) for row in rows]
            return accounts.plan(now, before, there, deactivates_unmatched=_deactivates_unmatched(turn))

        def lists(rows: Sequence[Row], held: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
            scoro = [asdict(accounts.from_scoro(row)) for row in rows]
            xero = shortened.with_held([accounts.kept(one) for one in now], kept, "AccountID", held=bool(held))
            return {"scoro_accounts": scoro, "xero_accounts": xero}

        return await self._apply(turn, Part(ACCOUNTS, plan, lists, len(before)), refused)

    async def _tax_rates(self, turn: Turn, refused: Refused) -> CameTo:
        kept = await self._store.reference.get_list(turn.connection.id, "xero_tax_rates")
        before = [tax_rates.from_xero(item) for item in kept]
        now = [tax_rates.from_xero(row) for row in await turn.xero.tax_rates(lane=LANE)]

        def plan(rows: Sequence[Row]) -> list[Step]:
            there = [tax_rates.from_scoro(row) for row in rows]
            return tax_rates.plan(now, before, there, deactivates_unmatched=_deactivates_unmatched(turn))

        def lists(rows: Sequence[Row], held: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
            scoro = [tax_rates.kept_in_scoro(tax_rates.from_scoro(row)) for row in rows]
            xero = shortened.with_held([tax_rates.kept(one) for one in now], kept, "TaxType", held=bool(held))
            return {"scoro_vat_codes": scoro, "xero_tax_rates": xero}

        return await self._apply(turn, Part(VAT_CODES, plan, lists, len(before)), refused)

    async def _tracking(self, turn: Turn, _refused: Refused) -> CameTo:
        """What the chosen tracking categories are matched with (R125, R133); nothing is written, or read for nobody."""
        if not turn.settings.tracking.is_used:
            return CameTo(changed=False)
        return CameTo(changed=await self._keeping.lists(turn.connection.id, await self._matching.lists(turn)))

    async def _apply(self, turn: Turn, part: Part, refused: Refused) -> CameTo:
        """Carry out what differs, and once nothing does, keep the lists.

        Xero's list last: as long as it is the old one, what vanished from it is still to be deactivated.
        """
        one = part.of
        rows, is_sure = await read(turn.scoro, one)
        given_up = {item["key"] for item in refused}
        steps, held = _sifted(turn, part, rows)
        steps = [step for step in steps if step.natural_key not in given_up]
        applied = await self._applier.apply(turn.scoro, one, steps[:WRITES_PER_PAGE], rows, is_sure=is_sure)
        refused = [*refused, *applied.refusals]
        if len(steps) > WRITES_PER_PAGE:
            return CameTo(changed=True, is_done=False, refused=refused)
        await self._keeping.held(turn.connection, held)
        kept = {f"refused_{one.module}": refused, **part.lists(applied.rows, held[one.module])}
        changed = await self._keeping.lists(turn.connection.id, kept)
        return CameTo(changed=changed or applied.written > 0)


def _sifted(turn: Turn, part: Part, rows: Sequence[Row]) -> tuple[list[Step], dict[str, tuple[str, ...]]]:
    """What may go, and what is held until a person decides: of what vanished, and of what only Scoro has."""
    steps, held = part.plan(rows), {}
    for why, name in ((Why.GONE, part.of.module), (Why.UNMATCHED, shortened.only_ours(part.of.module))):
        said_gone = turn.connection.said_gone.get(name, ())
        steps, held[name] = shortened.sifted(steps, part.known, turn.settings.brakes, said_gone, why=why)
    return steps, held


def _deactivates_unmatched(turn: Turn) -> bool:
    return turn.settings.reference.deactivate_unmatched


def reader(store: Store, clock: Clock) -> ReferenceReader:
    """Keeps reference data."""
    return ReferenceReader(store, clock)
