"""The lists of both systems, cut to the days of a step."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.connector.sources import scoro_rows, xero_rows
from services.connector.sources.historic_steps import ONE_DAY, Step
from services.connector.sources.page import Turn
from shared.contracts.envelope import Category
from shared.dates import day_of, start_of_day
from shared.scoro.client import MAX_DETAILED_ROWS, MAX_ROWS, modified_from
from shared.scoro.fields import text
from shared.store.records import NewChange
from shared.xero import wire
from shared.xero.client import ID_OF, MAX_PAGE_SIZE

Row = Mapping[str, Any]
TYPES = {
    Category.INVOICES: ("ACCREC", "ACCRECCREDIT"),
    Category.BILLS: ("ACCPAY", "ACCPAYCREDIT"),
}
"""By the part of a step: what the category's lists in Xero hold of it."""
NEVER_CROSSED = xero_rows.GONE | {"DRAFT", "SUBMITTED"}
"""Neither drafts nor what is gone comes to Scoro (R79); there is nothing of them to be made up for."""


@dataclass(frozen=True, slots=True)
class Found:
    """Objects of the step's days on one page, by their ids."""

    rows: Mapping[str, Row]
    is_last: bool


async def page(turn: Turn, step: Step, number: int, *, detailed: bool) -> Found:
    """One page; without `detailed` Scoro's rows come without lines, four times as many."""
    if step.source == "scoro":
        return await _scoro(turn, step, number, detailed=detailed)
    return await _xero(turn, step, number)


async def _scoro(turn: Turn, step: Step, number: int, *, detailed: bool) -> Found:
    kind = scoro_rows.KINDS[step.category]
    until = step.ends + ONE_DAY  # whether the last day itself counts is not documented
    days = {"date": {"from_date": step.begins.isoformat(), "to_date": until.isoformat()}}
    listed = await turn.scoro.list_page(
        kind.module,
        number,
        lane=turn.budget_lane,
        per_page=MAX_DETAILED_ROWS if detailed else MAX_ROWS,
        detailed=detailed,
        filters=days if step.is_dated else modified_from(step.begins),
    )
    rows = {known: row for row in listed.rows if (known := scoro_rows.id_of(kind, row))}
    zone = turn.connection.time_zone
    return Found(
        {
            known: row
            for known, row in rows.items()
            if not scoro_rows.is_deleted(row) and step.holds(_day_in_scoro(step, row, zone))
        },
        listed.is_last,
    )


def _day_in_scoro(step: Step, row: Row, zone: str) -> dt.date | None:
    if step.is_dated:
        return _day(text(row.get("date")))
    changed = scoro_rows.changed_at(row, zone)
    return day_of(changed, zone) if changed else None


def _day(written: str) -> dt.date | None:
    """None also where something unreadable stands."""
    try:
        return dt.date.fromisoformat(written[:10])
    except ValueError:
        return None


async def _xero(turn: Turn, step: Step, number: int) -> Found:
    kind = xero_rows.KINDS[step.category][step.part]
    zone, lane = turn.connection.time_zone, turn.budget_lane
    if not kind.is_paged:
        listed = await turn.xero.whole(
            kind.resource, lane=lane, modified_since=start_of_day(step.begins, zone), params=kind.params
        )
        return Found(_held(kind, step, listed, zone), is_last=True)
    found = await turn.xero.page(
        kind.resource,
        number,
        lane=lane,
        page_size=MAX_PAGE_SIZE,
        modified_since=None if step.is_dated else start_of_day(step.begins, zone),
        where=_where(step) if step.is_dated else None,
        order=f"{ID_OF[kind.resource]} ASC",
        params=kind.params,
    )
    return Found(_held(kind, step, found.items, zone), found.is_last)


def _where(step: Step) -> str:
    kind = TYPES[step.category][step.part]
    until = step.ends + ONE_DAY
    return f'Type=="{kind}" AND Date>={_moment(step.begins)} AND Date<{_moment(until)}'


def _moment(day: dt.date) -> str:
    return f"DateTime({day.year},{day.month:02},{day.day:02})"


def _held(kind: xero_rows.Kind, step: Step, listed: Any, zone: str) -> dict[str, Row]:
    return {
        kind.id_of(row): row
        for row in listed
        if kind.id_of(row)
        and row.get("Status") not in NEVER_CROSSED
        and kind.category_of(row) is step.category
        and step.holds(_day_in_xero(step, row, zone))
    }


def _day_in_xero(step: Step, row: Row, zone: str) -> dt.date | None:
    if step.is_dated:
        return wire.day(str(row.get("DateString") or row.get("Date") or ""))
    changed = xero_rows.changed_at(row)
    return day_of(changed, zone) if changed else None


def changes(turn: Turn, step: Step, found: Found, started_at: dt.datetime) -> list[NewChange]:
    """As entries of the log."""
    if step.source == "scoro":
        return [
            scoro_rows.change(
                scoro_rows.KINDS[step.category],
                row,
                connection_id=turn.connection.id,
                zone_name=turn.connection.time_zone,
                read_started_at=started_at,
                lane=turn.lane,
            )
            for row in found.rows.values()
        ]
    return [
        xero_rows.change(
            xero_rows.KINDS[step.category][step.part],
            row,
            step.category,
            connection_id=turn.connection.id,
            read_started_at=started_at,
            lane=turn.lane,
        )
        for row in found.rows.values()
    ]
