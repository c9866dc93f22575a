from pathlib import Path

import pytest

from deploy.local import settings
from deploy.local.places import Places
from deploy.local.servers import Servers


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RABBITMQ_URL", "RABBITMQ_MANAGEMENT_URL", "MONGODB_URL", "MONGODB_DATABASE"):
        monkeypatch.delenv(name, raising=False)


def test_servers_named_in_the_env_file_are_used_and_nothing_starts(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("RABBITMQ_URL=amqp://a:b@host/\nMONGODB_URL=mongodb://host\nTOKEN_KEY=x\n")

    servers = Servers(Places(tmp_path), settings.load(tmp_path))

    assert servers.missing() == []
    assert servers.up().mongodb == "mongodb://host"
    assert servers.up().rabbitmq_management == "http://a:b@host:15672"
    assert not (tmp_path / ".run").exists()


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("MONGODB_DATABASE=filed\n")
    monkeypatch.setenv("MONGODB_DATABASE", "said")

    assert settings.load(tmp_path).mongodb_database == "said"


@pytest.mark.parametrize("text", ["", "RABBITMQ_URL=\nMONGODB_URL=\n"])
def test_without_addresses_private_servers_are_missing(tmp_path: Path, text: str) -> None:
    (tmp_path / ".env").write_text(text)

    assert Servers(Places(tmp_path), settings.load(tmp_path)).missing() == ["RabbitMQ", "MongoDB"]
