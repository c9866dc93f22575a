"""`deploy/compose.production.yml`: the same services, and nothing that a real installation must not have."""

import json
import re
from typing import Any

import jsonschema
import pytest
import yaml
from pydantic import SecretStr

from deploy.local.services import CONNECTOR, CONSOLE, SANDBOXES
from tests.contract.docker import compose
from tests.contract.docker.test_compose_settings import KINDS, asked_for

DOCUMENT: dict[str, Any] = yaml.safe_load((compose.ROOT / "deploy/compose.production.yml").read_text())
SERVICES: dict[str, Any] = DOCUMENT["services"]
OURS = {name: service for name, service in SERVICES.items() if name != "edge"}


def secrets_of(name: str) -> set[str]:
    """Settings that nobody may read in the environment."""
    kind = KINDS[name]
    return {field.upper() for field, info in kind.model_fields.items() if info.annotation is SecretStr or
            "SecretStr" in str(info.annotation)}  # fmt: skip


def test_it_fits_the_compose_specification() -> None:
    schema = json.loads((compose.ROOT / "tests/payloads/compose-spec.json").read_text())

    jsonschema.Draft202012Validator(schema).validate(DOCUMENT)


def test_it_runs_what_the_other_file_runs() -> None:
    there = {name: service["command"] for name, service in compose.long_running().items() if name not in SANDBOXES}

    assert {name: service["command"] for name, service in OURS.items()} == there


@pytest.mark.parametrize("name", OURS)
def test_secrets_are_files_and_every_file_is_handed_over(name: str) -> None:
    told = OURS[name]["environment"]
    files = {variable: path for variable, path in told.items() if variable.endswith("_FILE")}

    assert not secrets_of(name) & set(told)
    assert {path.removeprefix("/run/secrets/") for path in files.values()} == set(OURS[name]["secrets"])
    assert set(OURS[name]["secrets"]) <= set(DOCUMENT["secrets"])


@pytest.mark.parametrize("name", OURS)
def test_no_name_is_misspelt(name: str) -> None:
    assert {variable.removesuffix("_FILE") for variable in OURS[name]["environment"]} <= asked_for(KINDS[name])


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_is_limited_restarted_and_may_do_nothing_special(name: str) -> None:
    service = SERVICES[name]

    assert service["restart"] == "always"
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory"}
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["logging"]["options"]["max-size"]
    assert "build" not in service


def test_only_the_edge_can_be_reached_and_it_speaks_tls() -> None:
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"edge"}
    caddy = (compose.ROOT / "deploy/docker/Caddyfile").read_text()

    assert "{$CONNECTOR_DOMAIN} {" in caddy
    assert "http://" not in caddy
    assert set(re.findall(r"reverse_proxy (\w+):8080", caddy)) == {CONNECTOR, CONSOLE}


def test_the_image_is_asked_for_by_its_digest() -> None:
    assert {service["image"] for service in OURS.values()} == {"${IMAGE:?registry.example/scoro-xero-sync@sha256:…}"}
