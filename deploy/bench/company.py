"""A company that is connected and ready to cross, on a stack of its own."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database
from rich.console import Console

from deploy.demo.rates import confirm_beforehand
from deploy.demo.stage import Stage, on_own_stack
from deploy.local import environment, state
from deploy.local.places import Places
from deploy.local.state import StackState

WITHOUT_LIMITS = {"per_minute": 1_000_000, "per_day": 10_000_000, "app_per_minute": 1_000_000}
SITE_WITHOUT_LIMITS = {"requests_per_window": 100_000, "requests_per_day": 10_000_000}
OUR_LIMITS = {
    "XERO_MINUTE_LIMIT": "1000000", "XERO_APP_MINUTE_LIMIT": "1000000", "SCORO_WINDOW_LIMIT": "100000",
}  # fmt: skip
"""Not those of a day: what a day allows is learnt from the answers."""
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

    def forget_counts(self) -> None:
        """Both sandboxes count from here on."""
        self.stage.xero.post("counters", method="DELETE")
        self.stage.scoro.post("counters", method="DELETE")

    @property
    def stack(self) -> StackState:
        """The processes that run for it."""
        return stack()


def limits_lifted() -> AbstractContextManager[None]:
    """Processes that are started meanwhile pace nothing but calls at once."""
    return environment.told(OUR_LIMITS)


def stack() -> StackState:
    """Of the stage of measurements."""
    return state.load(Places(name="demo"))


@contextmanager
def connected(words: Console, size: int, seed: int, *, limits: bool = True) -> Iterator[Company]:
    """Seeded, connected, base data read, rates confirmed; nothing is switched on yet. Limits as they are, or lifted."""
    with nullcontext() if limits else limits_lifted(), on_own_stack(words) as stage:
        if not limits:
            stage.xero.post("limits", WITHOUT_LIMITS, method="PUT")
            stage.scoro.post("limits", SITE_WITHOUT_LIMITS, method="PATCH")
        stage.scoro.post("seed", {"seed": seed, "size": size})
        connection_id = stage.operator.connect()
        stage.operator.command("sync", "--follow", "--json")
        stage.operator.command("settings", "set", "default_sales_account=200")
        confirm_beforehand(stage.operator, stage.scoro)
        now = stack()
        if now.servers is None:
            raise AssertionError("the stack has no servers")
        with MongoClient[dict[str, Any]](now.servers.mongodb, tz_aware=True) as client:
            yield Company(stage, connection_id, client[now.database], size)
