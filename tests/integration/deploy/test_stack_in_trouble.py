"""What a stack does where a server has died or the disk is full."""

import errno

import pytest

from deploy.local import state
from deploy.local.errors import NotRunningError
from deploy.local.places import Places
from deploy.local.servers import Servers
from deploy.local.stack import Stack
from deploy.local.state import Member, StackState


def test_workers_are_not_waited_for_where_a_server_has_died(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    stack.up()
    monkeypatch.setattr(Servers, "missing", lambda _self: ["RabbitMQ"])

    with pytest.raises(NotRunningError, match=r"RabbitMQ died\. `make up`"):
        stack.scale("invoices=2")


def test_a_process_that_cannot_be_remembered_is_ended(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Member] = []

    def full(_places: Places, now: StackState) -> None:
        started.extend(now.members)
        if now.members:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(state, "save", full)

    with pytest.raises(OSError, match="No space left"):
        stack.up()

    assert [one.is_alive for one in started] == [False]
