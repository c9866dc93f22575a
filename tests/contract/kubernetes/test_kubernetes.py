"""The manifests fit their schemas, the tree, and what a service needs to start, work and end. No cluster is asked.

Kubernetes's own kinds are judged by `kubernetes-validate`, strictly; those of operators by tests/payloads, which
knows the fields that are used here. Overlays are put together by `kubectl kustomize` where there is a kubectl.
"""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml

from deploy.local.services import CONNECTOR, CONSOLE, SANDBOXES, SERVICES
from shared.contracts.envelope import Lane
from shared.messaging.topology import BY_NAME, WRITERS, bell_queue
from tests.contract.docker.test_compose_settings import KINDS, asked_for
from tests.contract.docker.test_production import secrets_of

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "deploy/kubernetes"
OPERATORS = json.loads((ROOT / "tests/payloads/kubernetes-operators.json").read_text())
VERSION = "1.33"
OVERLAYS = ("small", "production")
NAMES = [service.name for service in SERVICES if service.name not in SANDBOXES]
AUTHORITY = "servers_authority"
CATEGORIES = [category.value for category in WRITERS]
Manifest = dict[str, Any]


def written() -> list[Manifest]:
    """All manifests as they stand in the files."""
    paths = [path for path in FOLDER.rglob("*.yaml") if path.name != "kustomization.yaml"]
    return [one for path in paths for one in yaml.safe_load_all(path.read_text())]


@cache
def built(overlay: str) -> tuple[Manifest, ...]:
    """An overlay, put together."""
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("kubectl is not here: overlays are not put together")
    done = subprocess.run(  # noqa: S603 - reads files only
        [kubectl, "kustomize", str(FOLDER / "overlays" / overlay)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return tuple(yaml.safe_load_all(done.stdout))


def judge(manifest: Manifest) -> None:
    if schema := OPERATORS.get(manifest["kind"]):
        jsonschema.Draft202012Validator(schema).validate(manifest["spec"])
    else:
        kubernetes_validate.validate(manifest, VERSION, strict=True)


def of_kind(manifests: list[Manifest] | tuple[Manifest, ...], kind: str) -> dict[str, Manifest]:
    return {one["metadata"]["name"]: one for one in manifests if one["kind"] == kind}


DEPLOYMENTS = of_kind(written(), "Deployment")


def container(name: str) -> Manifest:
    [only] = DEPLOYMENTS[name]["spec"]["template"]["spec"]["containers"]
    found: Manifest = only
    return found


@pytest.mark.parametrize("kind", sorted({one["kind"] for one in written()}))
def test_manifests_fit_their_schema(kind: str) -> None:
    for manifest in written():
        if manifest["kind"] == kind:
            judge(manifest)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_an_overlay_fits_the_schemas(overlay: str) -> None:
    for manifest in built(overlay):
        judge(manifest)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_all_that_is_named_exists_or_is_said_to_be_made_by_hand(overlay: str) -> None:
    """Configuration is renamed by its content when an overlay is put together; secrets are only named."""
    manifests = built(overlay)
    maps, said = of_kind(manifests, "ConfigMap"), (FOLDER / "README.md").read_text()
    for deployment in of_kind(manifests, "Deployment").values():
        pod = deployment["spec"]["template"]["spec"]
        [only] = pod["containers"]
        sources = next(volume["projected"]["sources"] for volume in pod["volumes"] if "projected" in volume)
        assert {source["configMapRef"]["name"] for source in only["envFrom"]} <= set(maps)
        assert all(source["secret"]["name"] in said for source in sources if "-servers" not in source["secret"]["name"])
        assert deployment["metadata"]["namespace"] == "scoro-xero-sync"
    assert not of_kind(manifests, "Secret")


def test_every_service_runs_and_nothing_else() -> None:
    assert {name: container(name)["args"] for name in DEPLOYMENTS} == {name: [f"services.{name}"] for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_a_pod_may_do_no_more_than_it_must(name: str) -> None:
    pod, context = DEPLOYMENTS[name]["spec"]["template"]["spec"], container(name)["securityContext"]

    assert pod["securityContext"] | {"runAsNonRoot": True, "runAsUser": 10001} == pod["securityContext"]
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert context == {
        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}
    }  # fmt: skip
    assert container(name)["resources"]["limits"]["memory"]


@pytest.mark.parametrize("name", NAMES)
def test_a_pod_has_the_time_it_needs_to_end_and_to_start(name: str) -> None:
    pod, probed = DEPLOYMENTS[name]["spec"]["template"]["spec"], container(name)
    leaving = probed.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
    start = probed["startupProbe"]

    assert pod["terminationGracePeriodSeconds"] - leaving > 30
    assert start["periodSeconds"] * start["failureThreshold"] >= 300
    assert probed["readinessProbe"]["httpGet"]["path"] == "/health"
    assert "httpGet" not in probed["livenessProbe"], "a server that is away must not kill those who wait for it"


@pytest.mark.parametrize("name", NAMES)
def test_secrets_come_as_files_and_no_more_of_them_than_needed(name: str) -> None:
    told = {one["name"]: one for one in container(name)["env"]}
    [volume] = [one for one in DEPLOYMENTS[name]["spec"]["template"]["spec"]["volumes"] if one["name"] == "secrets"]
    items = {item["path"] for source in volume["projected"]["sources"] for item in source["secret"]["items"]}
    files = {one["value"].removeprefix("/run/secrets/ours/") for key, one in told.items() if key.endswith("_FILE")}

    assert files == items - {AUTHORITY}, "the addresses name that of the servers, where there is one"
    assert {key.removesuffix("_FILE") for key in told} <= asked_for(KINDS[name])
    assert not secrets_of(name) & set(told)
    assert ("token_key" in items) == (name != CONSOLE)
    assert ("client_secret" in items) == (name == CONNECTOR)


@pytest.mark.parametrize("name", NAMES)
def test_a_service_survives_that_machines_are_emptied(name: str) -> None:
    budget = of_kind(written(), "PodDisruptionBudget")[name]["spec"]

    assert budget["selector"]["matchLabels"] == DEPLOYMENTS[name]["spec"]["selector"]["matchLabels"]


@pytest.mark.parametrize("name", CATEGORIES)
def test_a_category_grows_with_its_queues_and_not_without_end(name: str) -> None:
    spec = of_kind(written(), "ScaledObject")[name]["spec"]
    queues = {trigger["metadata"]["queueName"] for trigger in spec["triggers"]}

    assert queues == {bell_queue(category, lane) for category in WRITERS if category == name for lane in Lane}
    assert queues <= set(BY_NAME)
    assert 1 <= spec["minReplicaCount"] < spec["maxReplicaCount"] <= 10
    assert "replicas" not in DEPLOYMENTS[name]["spec"], "two would quarrel about it"


def test_nothing_goes_in_or_out_unless_it_is_named() -> None:
    policies = of_kind(written(), "NetworkPolicy")

    assert policies["nothing-else"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    [calling] = policies["both-systems"]["spec"]["podSelector"]["matchExpressions"]
    assert "scheduler" not in calling["values"]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_what_outsiders_reach_of_the_connector_is_listed(overlay: str) -> None:
    paths = {
        path["path"]
        for ingress in of_kind(built(overlay), "Ingress").values()
        for rule in ingress["spec"]["rules"]
        for path in rule["http"]["paths"]
        if path["backend"]["service"]["name"] == CONNECTOR
    }

    assert paths <= {"/webhooks", "/oauth", "/scoro.txt"}
