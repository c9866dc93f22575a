"""A made-up company is as large as somebody chose, or the choice is refused before anything starts."""

import pytest

from deploy.local.company import chosen
from deploy.local.errors import WrongUseError


def test_what_is_not_chosen_is_left_to_the_sandboxes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEED", "")
    monkeypatch.setenv("SIZE", " 40 ")

    assert chosen() == {"SIZE": "40"}


@pytest.mark.parametrize(
    ("name", "text"), [("SEED", "seven"), ("SEED", "-1"), ("SIZE", "9"), ("SIZE", "1e9"), ("SIZE", "²")]
)
def test_what_is_no_size_is_named(name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, text)

    with pytest.raises(WrongUseError, match=f"{name} should be a whole number from"):
        chosen()
