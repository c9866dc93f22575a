"""Services as processes of their own, heard and ended by a test."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local import ports
from deploy.local.services import Service, Surroundings

DRAIN_SECONDS = 1
AFTERWARDS = 10
"""Seconds that `drain_seconds` promises on top of itself."""
BUSY = 5
"""More, where the machine has much else to do."""
START_SECONDS = 90


@dataclass(slots=True)
class Running:
    """A process and what it has said so far."""

    name: str
    process: asyncio.subprocess.Process
    port: int
    """Of its /health."""
    said: list[str] = field(default_factory=list)
    heard: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def listen(self) -> None:
        assert self.process.stderr is not None
        while line := await self.process.stderr.readline():
            async with self.heard:
                self.said.append(line.decode())
                self.heard.notify_all()

    async def says(self, word: str) -> None:
        """Returns once it has."""
        async with asyncio.timeout(START_SECONDS), self.heard:
            await self.heard.wait_for(lambda: any(word in line for line in self.said))

    async def ended(self) -> tuple[str, int]:
        """Its name and how it ended once it was told to, in its time."""
        self.process.terminate()
        try:
            async with asyncio.timeout(DRAIN_SECONDS + AFTERWARDS + BUSY):
                return self.name, await self.process.wait()
        except TimeoutError:
            raise AssertionError(f"{self.name} did not end:\n{''.join(self.said)}") from None


@asynccontextmanager
async def running(service: Service, around: Surroundings, folder: Path) -> AsyncIterator[Running]:
    """A service as `make up` would start it; what is left of it at the end is killed."""
    (port,) = ports.free_ports(1)
    told = {"HEALTH_HOST": ports.LOOPBACK, "HEALTH_PORT": str(port), "DRAIN_SECONDS": str(DRAIN_SECONDS)}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *service.command,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path.cwd()), **service.environment(around), **told},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    found = Running(service.name, process, port)
    listening = asyncio.create_task(found.listen())
    try:
        yield found
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        await listening
