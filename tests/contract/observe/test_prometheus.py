"""Alert rules and dashboards speak of figures that exist; promtool tries every rule."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.local.places import Places
from deploy.local.services import SERVICES
from deploy.setup import promtool
from shared import metrics
from shared.messaging.measuring import measured

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "deploy/prometheus"
ALERTS = yaml.safe_load((FOLDER / "alerts.yml").read_text())
RULES = {rule["alert"]: rule for group in ALERTS["groups"] for rule in group["rules"]}
DASHBOARDS = sorted((ROOT / "deploy/grafana/dashboards").glob("*.json"))
OTHERS = {"up"}
"""Prometheus's own."""
NAME = re.compile(r"\b(?:scoro_xero|faststream|process)_\w+|\bup\b(?=\{)")
OF_FAMILIES = ("", "_total", "_bucket", "_sum", "_count")


def known() -> set[str]:
    measured()
    return OTHERS | {name + ending for family in metrics.REGISTRY.collect() for name in [family.name]
                     for ending in OF_FAMILIES}  # fmt: skip


def named(text: str) -> set[str]:
    return set(NAME.findall(text))


def tool() -> str:
    found = promtool.find(Places().packages)
    if found is None:
        pytest.skip(f"promtool is not here; it takes {promtool.HOW}")
    return str(found)


def run(*words: str) -> str:
    done = subprocess.run(  # noqa: S603 - the tool that was found
        [tool(), *words], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_rules_can_be_read() -> None:
    assert f"{len(RULES)} rules found" in run("check", "rules", "alerts.yml")


def test_every_rule_is_silent_and_rings_as_it_should() -> None:
    run("test", "rules", "alerts.test.yml")


def test_every_rule_is_tried() -> None:
    tried = yaml.safe_load((FOLDER / "alerts.test.yml").read_text())["tests"]

    assert {test["name"] for test in tried} == set(RULES)


@pytest.mark.parametrize("alert", RULES)
def test_a_rule_asks_for_figures_that_exist(alert: str) -> None:
    asked = named(RULES[alert]["expr"])

    assert asked
    assert asked <= known()


@pytest.mark.parametrize("alert", RULES)
def test_a_rule_says_what_to_do(alert: str) -> None:
    page, _, chapter = RULES[alert]["annotations"]["runbook"].partition("#")
    headings = re.findall(r"^#+ (.+)$", (ROOT / page).read_text(), re.MULTILINE)

    assert chapter in {re.sub(r"[^a-z0-9-]", "", heading.lower().replace(" ", "-")) for heading in headings}


def test_a_service_that_is_missing_is_noticed_whichever_it_is() -> None:
    looked_for = set(re.findall(r'service="(\w+)"', RULES["ServiceMissing"]["expr"]))

    assert looked_for == {service.name for service in SERVICES if "sandbox" not in service.name}


def test_prometheus_finds_every_service() -> None:
    [job] = [job for job in yaml.safe_load((FOLDER / "prometheus.yml").read_text())["scrape_configs"]
             if job["job_name"] == "scoro-xero"]  # fmt: skip

    assert set(job["dns_sd_configs"][0]["names"]) == {
        service.name for service in SERVICES if "sandbox" not in service.name
    }


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_a_dashboard_shows_figures_that_exist(path: Path) -> None:
    board: dict[str, Any] = json.loads(path.read_text())
    expressions = [target["expr"] for panel in board["panels"] for target in panel["targets"]]

    assert board["uid"] == path.stem
    assert all(named(expression) for expression in expressions)
    assert named(json.dumps(board["panels"]) + json.dumps(board["templating"])) <= known()
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


def test_every_figure_of_ours_is_shown_or_rings() -> None:
    shown = named("".join(path.read_text() for path in DASHBOARDS)) | named((FOLDER / "alerts.yml").read_text())
    ours = {family.name for family in metrics.REGISTRY.collect() if family.name.startswith("scoro_xero_")}

    assert {name for name in ours if not {name + ending for ending in OF_FAMILIES} & shown} == set()
