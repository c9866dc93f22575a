"""The operator of the demonstration: works with the command line and the connector's API, as people do."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from deploy.demo import consent
from deploy.demo.life import ENTITY
from services.console.cli.exits import Exit

COMMAND_SECONDS = 600
TIME_ZONE = "Europe/London"


class CommandFailedError(Exception):
    """A command ended with something else than *done* or *problems remain*."""


@dataclass(slots=True)
class Operator:
    """Knows the stack's addresses and keys, nothing else."""

    environment: Mapping[str, str]
    connector: str
    internal_api_key: str
    scoro_api: str
    scoro_api_key: str
    _meanwhile: Callable[[], None] = field(default=lambda: None)

    @contextmanager
    def watched(self, meanwhile: Callable[[], None]) -> Iterator[None]:
        """Call `meanwhile` over and over while commands run: to draw progress."""
        before, self._meanwhile = self._meanwhile, meanwhile
        try:
            yield
        finally:
            self._meanwhile = before

    def connect(self, entity: str = ENTITY, organisations: Sequence[str] = ()) -> str:
        """Scoro's address and key in, a sign-in at Xero through its page, and the connection's id."""
        wish = {
            "site_url": self.scoro_api, "entity": entity, "api_key": self.scoro_api_key, "time_zone": TIME_ZONE,
        }  # fmt: skip
        with httpx.Client(
            base_url=self.connector,
            headers={"Authorization": f"Bearer {self.internal_api_key}"},
            timeout=60,
            trust_env=False,
        ) as http:
            made = http.post("/connections", json=wish)
            if made.is_error:
                raise CommandFailedError(f"connecting: {made.text}")
            consent.allow_access(made.json()["authorise_url"], organisations)
            found = http.get(f"/connections/{made.json()['connection']['id']}").json()
        if not found["works"]:
            raise CommandFailedError(f"the connection is {found['state']}: {found.get('broken') or ''}")
        return str(found["id"])

    def command(self, *words: str) -> Any:
        """`scoro-xero …`, and what it printed; with `--json` parsed."""
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "services.console.cli.main", *words],
            env=dict(self.environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with process:
            out, said = self._awaited(process)
        if process.returncode not in {Exit.DONE, Exit.PROBLEMS}:
            raise CommandFailedError(f"scoro-xero {' '.join(words)}: {said.strip() or out.strip()}")
        return json.loads(out) if "--json" in words else out

    def _awaited(self, process: "subprocess.Popen[str]") -> tuple[str, str]:
        waited = 0.0
        while True:
            try:
                return process.communicate(timeout=0.5)
            except subprocess.TimeoutExpired:
                waited += 0.5
                self._meanwhile()
            if waited > COMMAND_SECONDS:
                process.kill()
                raise CommandFailedError(f"a command did not end within {COMMAND_SECONDS} seconds")
