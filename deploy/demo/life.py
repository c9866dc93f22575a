"""What goes on in the company meanwhile: people edit, send, create and delete documents in Scoro."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from deploy.demo.sandboxes import Sandbox

ENTITY = "acme_uk"
TOUCHED_SHARE = 0.06
RAISE = Decimal("1.10")


@dataclass(slots=True)
class Happened:
    """How many documents people touched."""

    edited: int = 0
    sent: int = 0
    deleted: int = 0

    @property
    def total(self) -> int:
        return self.edited + self.sent + self.deleted


def go_on(scoro: Sandbox, seed: int) -> Happened:
    """Touch some documents, the same ones for the same seed; Scoro's webhooks carry the news."""
    random = Random(seed)  # noqa: S311 - which documents are touched is no secret
    invoices: Sequence[dict[str, Any]] = scoro.get(f"dump/{ENTITY}", module="invoices")["invoices"]
    drafts = [row for row in invoices if not int(row["is_sent"]) and not row["credited_invoices"]]
    random.shuffle(drafts)
    count = max(2, int(len(invoices) * TOUCHED_SHARE))
    happened = Happened()
    for row in drafts[:count]:
        scoro.post(f"ui/{ENTITY}/invoices/{row['id']}", {"lines": _dearer(row)}, method="PATCH")
        happened.edited += 1
    for row in drafts[count : 2 * count]:
        scoro.post(f"ui/{ENTITY}/invoices/{row['id']}/sent", {"is_sent": True})
        happened.sent += 1
    for row in drafts[2 * count : 2 * count + 1]:
        scoro.post(f"ui/{ENTITY}/invoices/{row['id']}", method="DELETE")
        happened.deleted += 1
    return happened


def _dearer(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The same lines, the first priced one a tenth dearer."""
    lines = [dict(line) for line in row["lines"]]
    for line in lines:
        price = Decimal(str(line["price"]))
        if price > 0 and Decimal(str(line["amount"])) > 0:
            line["price"] = str((price * RAISE).quantize(Decimal("0.01")))
            break
    kept = ("id", "product_id", "comment", "comment2", "price", "amount", "amount2", "unit", "discount",
            "vat_code_id", "finance_account_id", "finance_object_id", "project_id")  # fmt: skip
    return [{name: _plain(line[name]) for name in kept if line.get(name) is not None} for line in lines]


def _plain(value: Any) -> Any:
    """Scoro shows text escaped for HTML; people type it plain."""
    return html.unescape(value) if isinstance(value, str) else value
