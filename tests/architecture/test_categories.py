"""Every place that must know a category does: whoever adds one is told what is still to do, place by place."""

from collections.abc import Callable, Iterable, Mapping

import pytest

from deploy.local.services import SERVICES
from services.connector.sources import scoro_rows, xero_rows
from services.connector.sources.table import SOURCES
from services.connector.webhooks import scoro, xero
from services.console import crossed, setting_words
from services.console.web.pages import objects
from shared.contracts.announcements import ANNOUNCEMENTS
from shared.contracts.changes import BELLS
from shared.contracts.envelope import Category
from shared.messaging.topology import WRITERS
from shared.sync.settings import ORDER, WAYS
from shared.words import fields
from tests.architecture.sources import ROOT

RECEIPTS = {Category.RECEIPTS}
"""What becomes of them stands on the document that they pay."""
PLACES: dict[str, tuple[Iterable[object], set[Category]]] = {
    "shared/contracts/changes.py: a bell for it in BELLS": (BELLS, set()),
    "shared/contracts/announcements.py: what Scoro's backend may say of it in ANNOUNCEMENTS": (ANNOUNCEMENTS, set()),
    "shared/messaging/topology.py: it is one of WRITERS, who have queues": (WRITERS, set()),
    "shared/sync/settings.py: the ways it can go in WAYS": (WAYS, set()),
    "shared/sync/settings.py: whether it comes before or after others in ORDER": (ORDER, set()),
    "services/connector/sources/table.py: a source that reads it in SOURCES": (
        {category for source in SOURCES for category in source.categories}, set(),
    ),
    "services/connector/sources/xero_rows.py: how it is found by its id in KINDS": (xero_rows.KINDS, set()),
    "services/connector/sources/scoro_rows.py: how its rows are read in KINDS": (scoro_rows.KINDS, RECEIPTS),
    "services/connector/webhooks/xero.py: which of Xero's events mean it in CATEGORIES": (
        {category for found in xero.CATEGORIES.values() for category in found}, {*RECEIPTS, Category.PRODUCTS},
    ),
    "services/connector/webhooks/scoro.py: which of Scoro's modules mean it in CATEGORIES": (
        scoro.CATEGORIES.values(), RECEIPTS,
    ),
    "services/console/setting_words.py: a sentence about its switch in NOTES": (setting_words.NOTES, set()),
    "services/console/web/pages/objects.py: what one of it is called in KINDS": (objects.KINDS, set()),
    "services/console/crossed.py: its fields side by side in FIELDS": (crossed.FIELDS, RECEIPTS),
    "shared/words/fields.py: its table for `scoro-xero mapping` in FIELDS": (fields.FIELDS, RECEIPTS),
    "deploy/local/services.py: a line for its service in SERVICES": ({one.name for one in SERVICES}, set()),
}  # fmt: skip
"""Place → what it knows, and who need not be there."""
MODULES = ("__init__", "__main__", "errors", "handlers", "rules")
FILES: Mapping[str, Callable[[Category], str]] = {
    "docker-compose.yml": lambda one: f"\n  {one}:",
    "deploy/compose.production.yml": lambda one: f"command: [services.{one}]",
    "deploy/kubernetes/base/kustomization.yaml": lambda one: f"- {one}.yaml",
    "deploy/kubernetes/components/keda/scaledobjects.yaml": lambda one: f"queueName: {one}.bulk",
    "deploy/prometheus/alerts.yml": lambda one: f'service="{one}"',
    "deploy/prometheus/prometheus.yml": lambda one: f"{one}",
    "deploy/users/rabbitmq-definitions.json": lambda one: f'"{one}"',
    "docs/architecture.md": lambda one: f"`{one}.changed`",
    "docs/operations.md": lambda one: f"\n| {one} |",
}
"""File → how a category stands in it."""
IMPORTS = "pyproject.toml"
TIMES = 3
"""In so many rules of import-linter services stand by their names."""


@pytest.mark.parametrize("place", PLACES)
def test_a_place_knows_every_category(place: str) -> None:
    known, unneeded = PLACES[place]
    missing = {str(one) for one in set(Category) - set(known) - unneeded}

    assert missing == set(), f"{place} (CONTRIBUTING.md, Add a category)"


@pytest.mark.parametrize("file", FILES)
def test_a_file_knows_every_category(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")

    missing = [f"{file} lacks {FILES[file](one)!r}" for one in Category if FILES[file](one) not in text]

    assert missing == [], f"{missing} (CONTRIBUTING.md, Add a category)"


@pytest.mark.parametrize("category", list(Category))
def test_a_category_has_a_service_with_its_parts(category: Category) -> None:
    folder = ROOT / "services" / category

    missing = [f"services/{category}/{name}.py" for name in MODULES if not (folder / f"{name}.py").exists()]

    assert missing == []


@pytest.mark.parametrize("category", list(Category))
def test_what_a_service_may_import_is_told(category: Category) -> None:
    """`"services.*"` catches most; lists of names have to be kept by hand."""
    found = (ROOT / IMPORTS).read_text(encoding="utf-8").count(f'"services.{category}"')

    assert found == TIMES, f"{IMPORTS}: add services.{category} to {TIMES - found} more lists of tool.importlinter"
