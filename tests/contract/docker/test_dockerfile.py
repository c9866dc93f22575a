"""The image holds what its services need, nothing else, and runs as nobody in particular."""

import contextlib
import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.config import CommonSettings
from tests.contract.docker import compose

LINES = re.sub(r"\\\n\s*", "", (compose.ROOT / "deploy/Dockerfile").read_text()).splitlines()
INSTRUCTIONS = [tuple(line.split(maxsplit=1)) for line in LINES if line and not line.startswith("#")]
MODULES = sorted({service["command"][0] for service in compose.ours().values()} | {"services.console.cli.main"})


def last(name: str) -> str:
    return [rest for instruction, rest in INSTRUCTIONS if instruction == name][-1]


def copied() -> Iterator[str]:
    """What comes from the checkout."""
    for instruction, rest in INSTRUCTIONS:
        if instruction == "COPY" and not rest.startswith("--from"):
            yield rest.split()[0]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the program as the image has it."""
    folder = tmp_path_factory.mktemp("app")
    ignore = shutil.ignore_patterns("__pycache__")
    for name in copied():
        if (compose.ROOT / name).is_dir():
            shutil.copytree(compose.ROOT / name, folder / name, ignore=ignore)
    return folder


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The locked packages, as far as they are installed here, and no others."""
    folder = tmp_path_factory.mktemp("packages")
    lock = (compose.ROOT / "requirements.lock").read_text()
    for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found = importlib.metadata.distribution(name)
            for top in {file.parts[0] for file in found.files or () if file.parts[0] != ".."}:
                _link(folder / top, Path(str(found.locate_file(top))))
    return folder


def _link(place: Path, target: Path) -> None:
    """Several packages may share a folder at the top, such as `opentelemetry`."""
    if not place.exists():
        place.symlink_to(target)


def test_only_what_the_image_is_made_of_reaches_the_engine() -> None:
    lines = (compose.ROOT / ".dockerignore").read_text().splitlines()
    allowed = {line.removeprefix("!") for line in lines if line.startswith("!")}

    assert lines[1] == "*"
    assert allowed == set(copied())


@pytest.mark.parametrize("module", MODULES)
def test_a_program_finds_all_it_imports_among_the_locked_packages(module: str, image: Path, packages: Path) -> None:
    program = f"{module}.__main__" if (image / module.replace(".", "/")).is_dir() else module
    done = subprocess.run(  # noqa: S603 - our own modules, imported and not run
        [sys.executable, "-S", "-c", f"import importlib; importlib.import_module({program!r})"],
        cwd=image,
        env={"PYTHONPATH": f"{image}:{packages}", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_packages_are_installed_by_their_hashes() -> None:
    [install] = [rest for instruction, rest in INSTRUCTIONS if instruction == "RUN" and " install " in rest]

    assert {"--require-hashes", "--no-deps", "--only-binary"} <= set(install.split())
    assert "requirements.lock" in install


def test_it_runs_as_nobody_in_particular() -> None:
    user, _, group = last("USER").partition(":")

    assert user.isdecimal()
    assert group.isdecimal()
    assert int(user) >= 10_000


def test_what_it_is_built_from_is_named_with_a_version() -> None:
    bases = [rest.split()[0] for instruction, rest in INSTRUCTIONS if instruction == "FROM"]

    assert bases == ["python:${PYTHON}-slim"] * 2
    assert last("ARG") == f"PYTHON={sys.version_info.major}.{sys.version_info.minor}" or last("ARG") == "PYTHON=3.11"


def test_the_environment_is_spelt_as_the_settings_are() -> None:
    told = dict(pair.split("=", 1) for pair in last("ENV").split())
    known = {name.upper() for name in CommonSettings.model_fields}

    assert {name for name in told if name.startswith("HEALTH_")} <= known
    assert told["HEALTH_HOST"] == "0.0.0.0"  # noqa: S104 - seen from the network of its container only


def test_the_engine_asks_a_program_of_the_image(image: Path) -> None:
    words = json.loads(last("HEALTHCHECK").split("CMD ", 1)[1])

    assert words[:2] == ["python", "-m"]
    assert (image / (words[2].replace(".", "/") + ".py")).exists()
    assert json.loads(last("ENTRYPOINT")) == ["python", "-m"]


def test_the_command_line_can_be_called_by_its_name(image: Path) -> None:
    script = image / "deploy/docker/scoro-xero"

    assert script.stat().st_mode & 0o111
    subprocess.run(["/bin/sh", "-n", str(script)], check=True)  # noqa: S603 - only read, not run
    assert "services.console.cli.main" in script.read_text()
