"""Creates seeded objects through the same code as the API, at moments of the clock's current day."""

import contextlib
import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from services.sandbox.scoro.call import Call
from services.sandbox.scoro.kinds import Wire
from services.sandbox.scoro.module import Module
from services.sandbox.scoro.records import saved
from services.sandbox.scoro.settings import ScoroSettings
from services.sandbox.scoro.state import Entity, Row, State


class Maker:
    """Time runs from midnight to now while objects are made, so that ids and creation dates ascend together."""

    def __init__(self, seed: int, now: dt.datetime, settings: ScoroSettings) -> None:
        self._seed = seed
        self.draw = Random(seed)
        self.state = State()
        self._zone = ZoneInfo(settings.time_zone)
        self._settings = settings.model_copy(update={"unique_invoice_numbers": False, "unique_product_codes": False})
        self._wire = Wire(odd=False, zone=self._zone)
        self.now = now.replace(microsecond=0)
        self._midnight = max(_midnight(now, self._zone), _midnight(now, ZoneInfo("UTC")))
        self._share = 0.0

    @property
    def today(self) -> dt.date:
        return self.now.astimezone(self._zone).date()

    @contextlib.contextmanager
    def drawing_apart(self, name: str) -> Iterator[None]:
        """What is made meanwhile takes its chances from a source of its own: what comes later stays as it was."""
        usual, self.draw = self.draw, Random(f"{self._seed} {name}")
        yield
        self.draw = usual

    def day_is_over_by(self, share: float) -> None:
        """What is made next was made when this share of the time since midnight had passed; never goes back."""
        self._share = max(self._share, share)

    def moment(self, share: float) -> dt.datetime:
        return (self._midnight + (self.now - self._midnight) * share).replace(microsecond=0)

    def make(self, module: Module, entity: Entity, request: dict[str, Any], **private: Any) -> Row:
        row = saved(module, 0, self._call(entity, {"request": request})).row
        row.update(private)
        if "modified_date" in row and self.draw.random() < 0.4:  # noqa: PLR2004 the share that was edited later
            row["modified_date"] = self.moment(self._share + (1 - self._share) * self.draw.random())
        return row

    def change(self, module: Module, entity: Entity, row_id: int, request: dict[str, Any]) -> Row:
        return saved(module, row_id, self._call(entity, {"request": request})).row

    def insert(self, module: Module, row: Row) -> Row:
        """For what the API cannot write."""
        number = self.state.next_id(module.name)
        self.state.table(module.name)[number] = row | {module.key: number}
        return row

    def _call(self, entity: Entity, body: dict[str, Any]) -> Call:
        return Call(self.state, self._settings, entity, self.moment(self._share), self._wire, body)


def _midnight(now: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(now.astimezone(zone).date(), dt.time(), zone).astimezone(dt.UTC)
