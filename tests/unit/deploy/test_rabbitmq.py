"""A RabbitMQ of our own is not started where it would take no messages."""

import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from deploy.local.binaries import RabbitProgram
from deploy.local.errors import LocalError
from deploy.local.rabbitmq import PrivateRabbit

Usage = namedtuple("Usage", "total used free")  # noqa: PYI024 - as the standard library has it


def test_a_disk_that_is_nearly_full_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10**9, 9 * 10**8, 10**8))

    with pytest.raises(LocalError, match=r"100 MB of disk are free in .*rabbitmq; RabbitMQ needs 300"):
        PrivateRabbit(tmp_path / "rabbitmq", lambda: RabbitProgram(Path("none"))).up()
