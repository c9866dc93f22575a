"""A real Prometheus with the rules as they are shipped rings for whichever service stops, and names it.

Only the waiting is shortened: every `for` to a thirtieth, and figures are read every half second instead of every
fifteen. Two five-minute cycles are twenty seconds then.
"""

import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from deploy.local.places import Places
from deploy.local.ports import LOOPBACK, free_ports
from deploy.local.services import SANDBOXES
from deploy.local.waiting import until
from deploy.setup import promtool
from tests.e2e.conftest import System

SHIPPED = Path(__file__).parents[2] / "deploy/prometheus"
SHORTER = 30
TWO_CYCLES = 600 / SHORTER
READ_EVERY = "500ms"
HANGS = "invoices"
"""Does not end, and answers nobody: as bad."""
UNITS = {"s": 1, "m": 60, "h": 3600}


@pytest.fixture(scope="module")
def program() -> str:
    tool = promtool.find(Places().packages)
    found = shutil.which("prometheus") or (tool and str(tool.with_name("prometheus")))
    if not found or not Path(found).exists():
        pytest.skip(f"Prometheus is not here; it takes {promtool.HOW}")
    return found


@pytest.fixture(scope="module")
def system(start: Callable[[str], System]) -> System:
    """One process of each service."""
    return start("")


@pytest.fixture(scope="module")
def prometheus(program: str, system: System, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("prometheus")
    (folder / "alerts.yml").write_text(shortened((SHIPPED / "alerts.yml").read_text()))
    (folder / "prometheus.yml").write_text(yaml.safe_dump(configured(system, folder)))
    with running(program, folder) as http:
        yield http


def shortened(rules: str) -> str:
    """The same rules; only how long something must last before it rings is less."""

    def less(told: re.Match[str]) -> str:
        return f"for: {int(told[1]) * UNITS[told[2]] * 1000 // SHORTER}ms"

    return re.sub(r"\bfor: (\d+)([smh])", less, rules)


def configured(system: System, folder: Path) -> dict[str, Any]:
    """As shipped, but for where the processes are."""
    config: dict[str, Any] = yaml.safe_load((SHIPPED / "prometheus.yml").read_text())
    [ours] = [one for one in config["scrape_configs"] if one["job_name"] == "scoro-xero"]
    for name in ("dns_sd_configs", "relabel_configs", "authorization"):
        del ours[name]
    ours["static_configs"] = [
        {"targets": [f"{LOOPBACK}:{one.port}"], "labels": {"service": one.service}}
        for one in system.stack.state().members
        if one.service not in SANDBOXES
    ]
    config["global"] = {"scrape_interval": READ_EVERY, "evaluation_interval": READ_EVERY}
    return config | {"rule_files": [str(folder / "alerts.yml")], "scrape_configs": [ours]}


@contextmanager
def running(program: str, folder: Path) -> Iterator[httpx.Client]:
    """The server, until it is not needed any more."""
    address = f"{LOOPBACK}:{free_ports(1)[0]}"
    command = [
        program, f"--config.file={folder / 'prometheus.yml'}", f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address={address}",
    ]  # fmt: skip
    with (
        (folder / "log").open("w") as log,
        httpx.Client(base_url=f"http://{address}", trust_env=False) as http,
        subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT) as process,  # noqa: S603 - that was found
    ):
        try:
            assert until(lambda: is_ready(http), seconds=30, pause=0.1), (folder / "log").read_text()
            yield http
        finally:
            process.terminate()


def is_ready(http: httpx.Client) -> bool:
    try:
        return http.get("/-/ready").is_success
    except httpx.TransportError:
        return False


def answering(http: httpx.Client) -> set[str]:
    """Services whose figures can be read."""
    found = http.get("/api/v1/query", params={"query": 'up{job="scoro-xero"} == 1'}).json()["data"]["result"]
    return {one["metric"]["service"] for one in found}


def ringing(http: httpx.Client) -> set[str]:
    """Services that an alarm names as not answering."""
    alerts = http.get("/api/v1/alerts").json()["data"]["alerts"]
    return {
        one["labels"]["service"]
        for one in alerts
        if one["state"] == "firing" and one["labels"]["alertname"] == "ServiceDown"
    }


def test_whichever_service_stops_is_named(system: System, prometheus: httpx.Client) -> None:
    names = {one.service for one in system.stack.state().members} - set(SANDBOXES)
    assert until(lambda: answering(prometheus) == names, seconds=30, pause=0.1)
    assert ringing(prometheus) == set()

    stopped: set[str] = set()
    for name in sorted(names):
        if name == HANGS:
            system.member(name).process.signal(signal.SIGSTOP)
        else:
            system.kill(name)
        stopped.add(name)
        assert until(lambda: ringing(prometheus) == stopped, seconds=TWO_CYCLES, pause=0.1), name
    system.kill(HANGS)
