"""Both systems as a person finds them, and what links say belongs together."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from deploy.demo.life import ENTITY
from deploy.demo.papers import Row
from deploy.demo.sandboxes import Sandbox
from deploy.demo.scoro_papers import flag

REFUSED = 400
"""HTTP, from here on."""
Found = tuple[str, str, str]
"""Category, system and id by which a difference must name it."""


@dataclass(slots=True)
class Books:
    """`links`: Scoro's id → Xero's, by category."""

    scoro: Sandbox
    xero: Sandbox
    organisation: str
    links: dict[str, dict[str, str]]
    here: dict[str, dict[str, Row]] = field(default_factory=dict)
    there: dict[str, Row] = field(default_factory=dict)
    notes: dict[str, Row] = field(default_factory=dict)
    """Credit notes in Xero."""

    def __post_init__(self) -> None:
        dump = self.scoro.get(f"dump/{ENTITY}", module=["invoices", "bills", "receipts"])
        self.here = {
            name: {str(row["id"]): row for row in rows if not flag(row.get("is_deleted"))}
            for name, rows in dump.items()
        }
        books = self.xero.get("dump", organisation=self.organisation)
        self.there = {str(row["InvoiceID"]): row for row in books["Invoices"]}
        self.notes = {str(row["CreditNoteID"]): row for row in books["CreditNotes"]}

    def untouched(self, category: str) -> list[str]:
        """Ids in Scoro of documents that are linked, approved in Xero and neither paid nor credited."""
        credited = {str(one) for row in self.here["invoices"].values() for one in row.get("credited_invoices") or ()}
        paid = {str(part["invoice_id"]) for group in self.here["receipts"].values() for part in group["receipts"]}
        return [
            known
            for known, xero_id in sorted(self.links[category].items())
            if known in self.here[category]
            and known not in credited | paid
            and self._is_open(self.there.get(xero_id))
            and Decimal(str(self.here[category][known]["sum"])) > 1
            and not Decimal(str(self.here[category][known].get("prepayment_sum") or 0))
        ]

    @staticmethod
    def _is_open(row: Row | None) -> bool:
        return row is not None and row["Status"] == "AUTHORISED" and row["AmountDue"] == row["Total"]

    def of_contact(self, contact_id: str) -> dict[tuple[str, str], Row]:
        """Linked documents of a contact in Xero that count on both sides, as category and Scoro's id → in Xero."""
        papers = self.there | self.notes
        return {
            (category, known): papers[xero_id]
            for category in ("invoices", "bills")
            for known, xero_id in self.links[category].items()
            if known in self.here[category]
            and xero_id in papers
            and papers[xero_id]["Contact"]["ContactID"] == contact_id
            and papers[xero_id]["Status"] not in {"VOIDED", "DELETED"}
        }

    def person(self, action: str, **what: Any) -> dict[str, Any]:
        """Somebody works in Xero."""
        done = self.xero.post(f"organisations/{self.organisation}/person", {"action": action, **what})
        if done["status"] >= REFUSED:
            raise AssertionError(f"{action} {what}: {done}")
        return dict(done.get("answer") or {})
