"""Messages are accounted for where a service noted them, or where they are dead letters."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from deploy.faults import ledger as ledgers
from deploy.faults.ledger import Ledger


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    made = Ledger("amqp://nowhere", "http://nowhere", tmp_path / "notes.txt", dict.fromkeys("abc", "invoice.changed"))

    async def nothing_new(_: Ledger, *, read: bool) -> None:
        assert read

    monkeypatch.setattr(ledgers.Ledger, "_with_queue", nothing_new)
    return made


def dead(*ids: str) -> Any:
    return {"dead_letters": SimpleNamespace(distinct=lambda _: list(ids))}


def test_what_was_noted_or_died_is_accounted_for(ledger: Ledger) -> None:
    ledger.notes.write_text("a\nb\nb\n", encoding="utf-8")

    assert list(ledger.unaccounted(dead("c"))) == []


def test_what_nobody_was_done_with_is_named(ledger: Ledger) -> None:
    ledger.notes.write_text("a\n", encoding="utf-8")

    assert list(ledger.unaccounted(dead("c"))) == ["1 messages that nobody handled: invoice.changed b"]


def test_without_notes_nothing_is_accounted_for(ledger: Ledger) -> None:
    (said,) = ledger.unaccounted(dead())

    assert said.endswith("invoice.changed a, invoice.changed b, invoice.changed c")


def test_what_the_broker_did_not_confirm_is_owed_to_nobody(ledger: Ledger) -> None:
    ledger.notes.write_text("a\n-b\nc\n", encoding="utf-8")

    assert list(ledger.unaccounted(dead())) == []
