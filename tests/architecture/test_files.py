"""What is under version control works for everybody, anywhere."""

import re
from pathlib import Path

import pytest

from deploy import env_example
from tests.architecture.sources import ROOT, text, tracked

TEXT = {
    ".py",
    ".toml",
    ".md",
    ".lock",
    ".sh",
    ".html",
    ".json",
    ".css",
    ".js",
    ".yml",
    ".yaml",
    ".conf",
    "",
    ".example",
}
FOREIGN = {"tests/payloads/xero_accounting.yaml"}
MACHINE_PATHS = re.compile(r"(?<![\w.{}$~-])/(?:home|root|srv|work|Users|tmp|mnt|opt)/\w")
PACKAGE_INDEX = re.compile(r"--(?:extra-)?index-url|p[y]pi\.org|python[h]osted\.org|/simple/")


def _lines(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number}"
        for path in tracked()
        if path.suffix in TEXT and str(path) not in FOREIGN and path != Path(__file__).relative_to(ROOT)
        for number, line in enumerate(text(path).splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert _lines(MACHINE_PATHS) == []


def test_no_file_says_from_where_packages_come() -> None:
    """That is the business of whoever installs them."""
    assert _lines(PACKAGE_INDEX) == []


@pytest.mark.parametrize("line", ["/home/ada/sync", "see /tmp/x", '"/srv/sync"', "HOME=/root/x"])
def test_machine_paths_are_recognised(line: str) -> None:
    assert MACHINE_PATHS.search(line)


@pytest.mark.parametrize("line", ["https://example.com/home/x", "services/opt/x", "${ROOT}/tmp/x", "/usr/lib/erlang"])
def test_addresses_and_relative_paths_are_not_mistaken_for_them(line: str) -> None:
    assert not MACHINE_PATHS.search(line)


def test_the_example_of_an_environment_names_every_setting() -> None:
    """`python -m deploy.env_example > .env.example` writes it anew."""
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == env_example.example()
