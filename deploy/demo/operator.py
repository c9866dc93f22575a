"""The operator of the demonstration: works with the command line and the connector's API, as people do."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from deploy.demo import consent
from deploy.demo.life import ENTITY
from services.console.cli.exits import Exit

COMMAND_SECONDS = 1800
LOOK_EVERY_SECONDS = 0.5
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

    def connect(
        self, site_url: str = "", entity: str = ENTITY, organisations: Sequence[str] = (), time_zone: str = TIME_ZONE
    ) -> str:
        """Scoro's address and key in, a sign-in at Xero through its page, and the connection's id."""
        wish = {
            "site_url": site_url or self.scoro_api, "entity": entity, "api_key": self.scoro_api_key,
            "time_zone": time_zone,
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
        [said] = self.commands(words)
        return said

    def commands(self, *several: Sequence[str]) -> list[Any]:
        """All of these at once."""
        if not several:
            return []
        with ThreadPoolExecutor(len(several)) as pool:
            running = [pool.submit(self._run, words) for words in several]
            while wait(running, timeout=LOOK_EVERY_SECONDS).not_done:
                self._meanwhile()
            return [one.result() for one in running]

    def _run(self, words: Sequence[str]) -> Any:
        named = f"scoro-xero {' '.join(words)}"
        try:
            ended = subprocess.run(  # noqa: S603 - our own command
                [sys.executable, "-m", "services.console.cli.main", *words],
                env=dict(self.environment),
                capture_output=True,
                text=True,
                timeout=COMMAND_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise CommandFailedError(f"{named} did not end within {COMMAND_SECONDS} seconds") from error
        if ended.returncode not in {Exit.DONE, Exit.PROBLEMS}:
            raise CommandFailedError(f"{named}: {ended.stderr.strip() or ended.stdout.strip()}")
        return json.loads(ended.stdout) if "--json" in words else ended.stdout
