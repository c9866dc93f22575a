"""Each setting a service reads is handed over by `compose.production.yml` and on Kubernetes, or left for a reason."""

import pytest
import yaml

from deploy.local.services import CONSOLE
from tests.contract.docker.test_compose_settings import KINDS, WITHHELD, asked_for
from tests.contract.docker.test_production import OURS, secrets_of
from tests.contract.kubernetes.test_kubernetes import FOLDER, NAMES, container

LEFT = {
    "HEALTH_HOST": "the image sets it",
    "HEALTH_PORT": "the image sets it",
    "XERO_API_URL": "another one is for sandboxes alone",
    "XERO_LOGIN_URL": "another one is for sandboxes alone",
    "XERO_IDENTITY_URL": "another one is for sandboxes alone",
    "SCORO_PRIVATE_ADDRESSES": "for sandboxes alone",
    "CONSOLE_IS_SANDBOX": "for sandboxes alone",
    "CONSOLE_SANDBOX_OFFER": "for sandboxes alone",
}
SECRETS_LEFT = {
    "ALARM_SMTP_URL": "a secret that few have: a file is added where there is one, as compose.production.yml says",
    "ALARM_WEBHOOK_URL": "likewise",
    "RABBITMQ_MANAGEMENT_URL": "an administrator's password: nothing that outsiders reach holds it",
}


def expected(name: str) -> set[str]:
    """What a service reads and is not kept from it."""
    return asked_for(KINDS[name]) - set(LEFT) - set(SECRETS_LEFT) - WITHHELD.get(name, set())


def passed(told: object) -> set[str]:
    assert isinstance(told, dict | list)
    names = told if isinstance(told, dict) else [one["name"] for one in told]
    return {variable.removesuffix("_FILE") for variable in names}


@pytest.mark.parametrize("name", OURS)
def test_all_settings_reach_the_containers_of_one_machine(name: str) -> None:
    assert expected(name) - passed(OURS[name]["environment"]) == set()


@pytest.mark.parametrize("name", OURS)
def test_what_is_left_is_not_passed(name: str) -> None:
    assert passed(OURS[name]["environment"]) & (set(LEFT) | set(SECRETS_LEFT)) == set()


@pytest.mark.parametrize("name", NAMES)
def test_all_secrets_reach_the_pods_and_the_rest_may_stand_in_the_configuration(name: str) -> None:
    """Whatever stands in the ConfigMap is set in the pod; what has its default need not stand there."""
    secrets = secrets_of(name) & expected(name)
    [source] = container(name)["envFrom"]

    assert secrets - passed(container(name)["env"]) == set()
    assert source["configMapRef"]["name"] == ("scoro-xero-console" if name == CONSOLE else "scoro-xero-sync")


def test_the_configuration_of_pods_names_settings_only() -> None:
    made = yaml.safe_load((FOLDER / "base/kustomization.yaml").read_text())["configMapGenerator"]
    literals = {one["name"]: {line.split("=")[0] for line in one["literals"]} for one in made}
    others = set().union(*(asked_for(KINDS[name]) for name in NAMES if name != CONSOLE))

    assert literals["scoro-xero-console"] <= asked_for(KINDS[CONSOLE])
    assert literals["scoro-xero-sync"] <= others


def test_nothing_is_left_that_no_service_reads() -> None:
    read = set().union(*(asked_for(KINDS[name]) for name in NAMES))

    assert set(LEFT) | set(SECRETS_LEFT) <= read
