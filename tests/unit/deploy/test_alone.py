"""A demonstration does not end another one's processes, and leaves a database that others use alone."""

from pathlib import Path

import pytest

from deploy.local.alone import alone
from deploy.local.errors import LocalError
from deploy.local.lock import locked
from deploy.local.places import Places
from deploy.local.stack import Stack


def test_two_at_once_in_one_checkout_are_refused(tmp_path: Path) -> None:
    stack = Stack(Places(tmp_path, "demo"))
    (tmp_path / ".run" / "demo").mkdir(parents=True)

    with (
        locked(tmp_path / ".run" / "demo.lock", print),
        pytest.raises(LocalError, match=r"already \(in .*demo\)"),
        alone(stack),
    ):
        pass

    assert (tmp_path / ".run" / "demo").exists()


@pytest.mark.parametrize(("name", "database"), [("", "books"), ("demo", "books_demo")])
def test_a_named_stack_has_a_database_of_its_own(name: str, database: str, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("MONGODB_DATABASE=books\n")

    assert Stack(Places(tmp_path, name)).database == database
