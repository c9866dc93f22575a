"""Writes of reference data to Scoro: one at a time, each after a look at what is there (`design.md` §3.4)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from services.connector.reference_data.steps import Step, Why
from services.connector.sources.scoro_rows import Row
from shared.budget import Lane
from shared.clock import Clock
from shared.errors import RefusedError, UnclearError
from shared.scoro.client import ScoroClient
from shared.scoro.fields import text

log = structlog.get_logger()

LANE = Lane.REFERENCE
LOUD = frozenset({Why.DRIFT, Why.GONE, Why.UNMATCHED})
"""Something in Scoro was taken back."""
WRITES_PER_PAGE = 40
"""A message is held for less than a minute; what is left is done by the next one."""
SETTLES_AFTER = dt.timedelta(seconds=120)
"""Longest request and a minute: an unclear write has happened by then, or never will."""


class WriteUnclearError(UnclearError):
    """Scoro may or may not have carried out a write; the list is read again, not before `until`."""

    code = "reference_write_unclear"

    def __init__(self, text: str, *, until: dt.datetime) -> None:
        super().__init__(text)
        self.until = until


@dataclass(frozen=True, slots=True)
class ListOf:
    """One of Scoro's lists."""

    module: str
    id_field: str
    natural_key: str


ACCOUNTS = ListOf("financeAccounts", "id", "account_symbol")
OBJECTS = ListOf("financeObjects", "object_id", "name")
PROJECTS = ListOf("projects", "project_id", "project_name")
VAT_CODES = ListOf("vatCodes", "vat_code_id", "vat_code")


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying came to."""

    rows: list[Row]
    """The list as it now is."""
    written: int
    refusals: list[dict[str, str]]


async def read(scoro: ScoroClient, one: ListOf) -> tuple[list[Row], bool]:
    """All rows, and whether they came in one page: then none can have slipped over an edge."""
    rows: list[Row] = []
    number = 1
    while True:
        page = await scoro.list_page(one.module, number, lane=LANE)
        rows += page.rows
        if page.is_last:
            return rows, number == 1
        number += 1


class Applier:
    """Carries steps out."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def apply(
        self, scoro: ScoroClient, one: ListOf, steps: Sequence[Step], rows: Sequence[Row], *, is_sure: bool
    ) -> Applied:
        """Each step by itself; what Scoro refuses does not stop the others.

        Raises WriteUnclearError.
        """
        by_id: dict[str, Row] = {text(row.get(one.id_field)): row for row in rows}
        refusals: list[dict[str, str]] = []
        written = 0
        for step in steps:
            if step.scoro_id is None and not is_sure and await self._is_there(scoro, one, step):
                continue
            try:
                stored = await self._write(scoro, one, step)
            except RefusedError as error:
                log.warning("reference.refused", module=one.module, key=step.natural_key, code=error.code)
                refusals.append({"module": one.module, "key": step.natural_key, "said": error.said})
                continue
            written += 1
            stored_id = text(stored.get(one.id_field)) or step.scoro_id or ""
            by_id[stored_id] = {**by_id.get(stored_id, {}), **step.fields, **stored}
        return Applied(list(by_id.values()), written, refusals)

    async def _write(self, scoro: ScoroClient, one: ListOf, step: Step) -> dict[str, Any]:
        said = log.warning if step.why in LOUD else log.info
        said(f"reference.{step.why}", module=one.module, key=step.natural_key, fields=sorted(step.fields))
        try:
            return await scoro.modify(one.module, step.scoro_id, step.fields, lane=LANE)
        except UnclearError as error:
            raise WriteUnclearError(str(error), until=self._clock.now() + SETTLES_AFTER) from error

    async def _is_there(self, scoro: ScoroClient, one: ListOf, step: Step) -> bool:
        """A list of several pages may have hidden it: ask for it by its natural key."""
        page = await scoro.list_page(one.module, 1, lane=LANE, filters={one.natural_key: step.natural_key})
        return any(text(row.get(one.natural_key)) == step.natural_key for row in page.rows)
