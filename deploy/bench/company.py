"""A company that is connected and ready to cross, on a stack of its own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database
from rich.console import Console

from deploy.demo.rates import confirm_beforehand
from deploy.demo.stage import Stage, on_own_stack
from deploy.local import state
from deploy.local.places import Places
from deploy.local.state import StackState

WITHOUT_LIMITS = {"per_minute": 1_000_000, "per_day": 10_000_000, "app_per_minute": 1_000_000}
SITE_WITHOUT_LIMITS = {"requests_per_window": 100_000, "requests_per_day": 10_000_000}
SALES = ("contacts.enabled=true", "invoices.enabled=true")
EVERYTHING = (
    *SALES, "products.enabled=true", "bills.enabled=true", "receipts.enabled=true", "default_expense_account=429",
)  # fmt: skip


@dataclass(slots=True)
class Company:
    """One connection, and the servers behind it."""

    stage: Stage
    connection_id: str
    store: Database[dict[str, Any]]
    size: int

    def switch_on(self, settings: Sequence[str] = SALES) -> None:
        """Let these categories cross."""
        self.stage.operator.command("settings", "set", *settings)

    def sync(self) -> Any:
        """Synchronize now, and wait for the end."""
        return self.stage.operator.command("sync", "--follow", "--json")

    def lift_limits(self) -> None:
        """As many calls as anybody likes, and ledgers that know it."""
        self.stage.xero.post("limits", WITHOUT_LIMITS, method="PUT")
        self.stage.scoro.post("limits", SITE_WITHOUT_LIMITS, method="PATCH")

    def forget_counts(self) -> None:
        """Both sandboxes count from here on."""
        self.stage.xero.post("counters", method="DELETE")
        self.stage.scoro.post("counters", method="DELETE")

    @property
    def stack(self) -> StackState:
        """The processes that run for it."""
        return stack()


def stack() -> StackState:
    """Of the stage of measurements."""
    return state.load(Places(name="demo"))


@contextmanager
def connected(words: Console, size: int, seed: int, *, foreign: bool = True) -> Iterator[Company]:
    """Seeded, connected, base data read, rates confirmed; nothing is switched on yet."""
    with on_own_stack(words) as stage:
        stage.scoro.post("seed", {"seed": seed, "size": size})
        connection_id = stage.operator.connect()
        stage.operator.command("sync", "--follow", "--json")
        stage.operator.command("settings", "set", "default_sales_account=200")
        if foreign:
            confirm_beforehand(stage.operator, stage.scoro)
        now = stack()
        if now.servers is None:
            raise AssertionError("the stack has no servers")
        with MongoClient[dict[str, Any]](now.servers.mongodb, tz_aware=True) as client:
            yield Company(stage, connection_id, client[now.database], size)
