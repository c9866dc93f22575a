"""Stacks of made-up services, in checkouts of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local import state
from deploy.local.places import Places
from deploy.local.stack import Stack
from tests.integration.deploy.stacks import TABLE, MakeStack


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def make_stack(tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeStack]:
    """Stacks in checkouts of their own; all are ended with the test."""
    monkeypatch.setenv("RABBITMQ_URL", "amqp://someone:else@127.0.0.1:1/")
    monkeypatch.setenv("MONGODB_URL", "mongodb://127.0.0.1:1/?replicaSet=rs0")
    made: list[Stack] = []

    def make(name: str) -> Stack:
        made.append(Stack(Places(tmp_path / name), TABLE, said.append, once_well=lambda _around: None))
        return made[-1]

    yield make
    for stack in made:
        for member in state.load(stack.places).members:
            member.process.kill()


@pytest.fixture
def stack(make_stack: MakeStack) -> Stack:
    return make_stack("checkout")
