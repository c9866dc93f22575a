"""`docker-compose.yml` fits its specification, the tree, and the settings of every service."""

import json
import subprocess
from typing import Any

import jsonschema
import pytest

from deploy.local import replica_set
from deploy.local.services import CONNECTOR, CONSOLE, SERVICES
from shared.service import CLOSE_SECONDS, LAST_SECONDS
from tests import containers
from tests.contract.docker import compose

BY_NAME = {service.name: service for service in SERVICES}
SCALABLE = [service.name for service in SERVICES if service.takes_workers]


def test_it_fits_the_compose_specification() -> None:
    schema = json.loads((compose.ROOT / "tests/payloads/compose-spec.json").read_text())

    jsonschema.Draft202012Validator(schema).validate(compose.document())


def test_every_service_is_in_it_and_nothing_else() -> None:
    assert set(compose.long_running()) == set(BY_NAME)


def test_every_program_of_the_tree_is_a_service() -> None:
    programs = {f"services.{path.parent.name}" for path in compose.ROOT.glob("services/*/__main__.py")}

    assert programs == {service.command[1] for service in SERVICES}


@pytest.mark.parametrize("name", BY_NAME)
def test_a_service_is_started_as_on_one_machine(name: str) -> None:
    words = list(compose.services()[name]["command"])
    if "--host" in words:  # in a container others must reach it
        at = words.index("--host")
        del words[at : at + 2]

    assert ["-m", *words] == [word.replace("{port}", "8080") for word in BY_NAME[name].command]


@pytest.mark.parametrize("name", SCALABLE)
def test_workers_may_be_many(name: str) -> None:
    assert not {"container_name", "hostname", "ports"} & compose.services()[name].keys()


def test_nothing_has_a_name_that_only_one_engine_can_have() -> None:
    assert [name for name, service in compose.services().items() if "container_name" in service] == []


@pytest.mark.parametrize("name", compose.ours())
def test_our_containers_may_do_no_more_than_they_must(name: str) -> None:
    service = compose.services()[name]

    assert (service["read_only"], service["cap_drop"], service["init"]) == (True, ["ALL"], True)
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", compose.long_running())
def test_a_service_has_the_time_it_needs_to_end(name: str) -> None:
    drain = 20

    assert compose.seconds(compose.services()[name]["stop_grace_period"]) > drain + 10
    assert LAST_SECONDS + CLOSE_SECONDS < 10


def test_one_container_builds_the_image_that_all_others_take() -> None:
    building = [name for name, service in compose.services().items() if "build" in service]
    images = {service["image"] for service in compose.ours().values()}

    assert building == ["replica-set"]
    assert len(images) == 1
    assert all(service["pull_policy"] == "never" for service in compose.long_running().values())


@pytest.mark.parametrize("name", compose.services())
def test_what_must_be_there_first_is_waited_for(name: str) -> None:
    for needed, how in compose.services()[name].get("depends_on", {}).items():
        other: dict[str, Any] = compose.services()[needed]
        if how["condition"] == "service_healthy":
            assert "build" not in other
            assert not other.get("healthcheck", {}).get("disable")
            assert needed not in compose.THEIRS or other["healthcheck"]["test"]
        else:
            assert (needed, how["condition"]) == ("replica-set", "service_completed_successfully")


@pytest.mark.parametrize("name", compose.long_running())
def test_every_container_is_asked_what_its_service_answers(name: str) -> None:
    check = compose.services()[name].get("healthcheck")
    path = check["test"][-1] if check else "/health"

    assert path == BY_NAME[name].health


def test_only_pages_and_the_connector_can_be_reached_and_only_from_this_machine() -> None:
    published = {name: service["ports"] for name, service in compose.services().items() if "ports" in service}

    addresses = [compose.filled(port, {}) for ports in published.values() for port in ports]
    assert set(published) == {CONNECTOR, CONSOLE, "rabbitmq", "grafana"}
    assert all(address.startswith("127.0.0.1:") for address in addresses)


def test_the_servers_are_those_of_the_tests() -> None:
    images = {name: compose.services()[name]["image"] for name in compose.SERVERS}

    assert images == {"rabbitmq": containers.RABBITMQ_IMAGE, "mongodb": containers.MONGODB_IMAGE}


def test_all_data_is_kept_in_named_volumes() -> None:
    volumes = [volume for service in compose.services().values() for volume in service.get("volumes", [])]
    used = {volume.split(":")[0] for volume in volumes if not volume.startswith("./")}

    assert used == set(compose.document()["volumes"])


def test_mongodb_starts_as_the_replica_set_that_its_clients_expect() -> None:
    service = compose.services()["mongodb"]
    [script] = service["command"]

    assert f"--replSet {replica_set.NAME} " in script
    assert f"--setParameter {replica_set.LIFETIME}" in script
    assert f"replicaSet={replica_set.NAME}&" in compose.services()[CONNECTOR]["environment"]["MONGODB_URL"]
    subprocess.run(["/bin/bash", "-n", "-c", script], check=True)  # noqa: S603 - only read, not run


@pytest.mark.parametrize("name", compose.services())
def test_a_secret_that_is_no_file_is_for_a_container_that_can_be_written_to(name: str) -> None:
    service, known = compose.services()[name], compose.document()["secrets"]
    written = [secret for secret in service.get("secrets", []) if "file" not in known[secret]]

    assert not (written and service.get("read_only"))


def test_what_only_looks_on_is_mounted_to_be_read_and_is_in_the_tree() -> None:
    mounted = [
        volume.split(":")
        for name in compose.OBSERVERS
        for volume in compose.services()[name]["volumes"]
        if volume.startswith("./")
    ]

    assert all(parts[2] == "ro" and (compose.ROOT / parts[0]).exists() for parts in mounted)
    assert all(compose.services()[name]["profiles"] == ["observe"] for name in compose.OBSERVERS)
