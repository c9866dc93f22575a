"""Writes `docs/rules.md`: `make rules`."""

from pathlib import Path

from deploy.rules.book import rules
from deploy.rules.page import page
from deploy.rules.quoting import quotes

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "rules.md"


def written() -> str:
    """What the page should say now."""
    return page(rules(), quotes(ROOT / "tests"))


if __name__ == "__main__":
    PAGE.write_text(written())
