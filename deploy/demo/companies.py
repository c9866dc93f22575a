"""The two companies of the demonstration: one works in Scoro, the other keeps its books in Xero."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from deploy.demo import books, life
from deploy.demo.books import Comparison
from deploy.demo.life import ENTITY, Happened
from deploy.demo.sandboxes import Calls, Sandbox
from deploy.demo.tally import CATEGORIES, RECEIPTS, Dumps, Stamps, changed, in_scoro, in_xero

AGENCY, STUDIO = "Acme Agency UK", "Acme Studio Ltd"
STUDIO_SEED: dict[str, Any] = {
    "name": STUDIO,
    "currencies": ["EUR", "USD"],
    "day_rates": {"EUR": "1.15", "USD": "1.34"},
}


@dataclass(slots=True)
class Company:
    """A Scoro site, an organisation of Xero, and which way things go between them."""

    name: str
    """Of its organisation in Xero."""
    says: str
    """What the report calls its connection."""
    scoro: Sandbox
    xero: Sandbox
    organisation: str
    ways: Mapping[str, str]
    """Category → `from_scoro` or `to_scoro`."""
    choices: tuple[str, ...]
    """Settings as the operator chooses them."""
    goes_on: "GoesOn"
    """What people do meanwhile."""
    connection_id: str = ""

    def dumps(self) -> Dumps:
        """All there is in both systems, what was deleted in Scoro included."""
        ours = self.scoro.get(f"dump/{ENTITY}", module=(*CATEGORIES, RECEIPTS), include_deleted=True)
        return Dumps(ours, self.xero.get("dump", organisation=self.organisation))

    def books(self, troubled: frozenset[str] = books.NOBODY) -> Comparison:
        """As the sandboxes have them now; `troubled` are ids of documents that the product says need a person."""
        now = self.dumps()
        if self.ways["invoices"] == "to_scoro":
            return books.to_scoro(now.xero, now.scoro, troubled=troubled)
        return books.from_scoro(now.scoro, now.xero, troubled=troubled)

    def calls(self) -> tuple[Calls, Calls]:
        """To Scoro and to Xero so far, as the sandboxes counted them."""
        per_organisation = self.xero.get("counters")["organisations"]
        return Calls(self.scoro.get("counters")), Calls(per_organisation.get(self.organisation, {"calls": []}))

    def arrived(self, start: Dumps) -> int:
        """How many objects came to the other side since then."""
        now = self.dumps()
        return sum(len(self._there(name, now).keys() - self._there(name, start).keys()) for name in self.ways)

    def rows(self, start: Dumps, first: Dumps, last: Dumps) -> list[dict[str, Any]]:
        """Per category: its way, seen, created, and changed after the first synchronization."""
        return [
            {
                "category": category,
                "way": way,
                "seen": len(self._here(category, last)),
                "created": len(self._there(category, last).keys() - self._there(category, start).keys()),
                "updated": changed(self._there(category, first), self._there(category, last)),
            }
            for category, way in self.ways.items()
        ]

    def _there(self, category: str, dumps: Dumps) -> Stamps:
        """Where objects of the category go to."""
        to_scoro = self.ways[category] == "to_scoro"
        return in_scoro(category, dumps.scoro) if to_scoro else in_xero(category, dumps.xero)

    def _here(self, category: str, dumps: Dumps) -> Stamps:
        """Where they come from."""
        to_scoro = self.ways[category] == "to_scoro"
        return in_xero(category, dumps.xero) if to_scoro else in_scoro(category, dumps.scoro)


GoesOn = Callable[[Company, int], Happened]


def agency(scoro: Sandbox, xero: Sandbox) -> Company:
    """Writes its documents in Scoro; its bookkeeper pays in Xero."""
    return _company(AGENCY, "From Scoro", "from_scoro", scoro, xero, _agency_goes_on)


def studio(scoro: Sandbox, xero: Sandbox) -> Company:
    """Keeps all of its books in Xero; its people look at them in Scoro."""
    return _company(STUDIO, "To Scoro", "to_scoro", scoro, xero, _studio_goes_on)


def _company(name: str, says: str, way: str, scoro: Sandbox, xero: Sandbox, goes_on: GoesOn) -> Company:
    choices = [text for one in CATEGORIES for text in (f"{one}.direction={way}", f"{one}.enabled=true")]
    return Company(
        name=name,
        says=says,
        scoro=scoro,
        xero=xero,
        organisation=next(str(one["id"]) for one in xero.get("organisations") if one["name"] == name),
        ways=dict.fromkeys(CATEGORIES, way) | {RECEIPTS: "to_scoro"},
        choices=("default_sales_account=200", "default_expense_account=429", *choices, f"{RECEIPTS}.enabled=true"),
        goes_on=goes_on,
    )


def _agency_goes_on(company: Company, seed: int) -> Happened:
    happened = life.in_scoro(company.scoro, seed)
    happened.paid = life.in_xero(company.xero, company.organisation, seed, life.unpaid(company.scoro)).paid
    return happened


def _studio_goes_on(company: Company, seed: int) -> Happened:
    return life.in_xero(company.xero, company.organisation, seed)
