"""The sandbox as people start it."""

import asyncio
import os
import signal
import sys

import httpx
import pytest


async def test_a_sandbox_says_where_it_is_and_ends_cleanly_on_sigterm() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.sandbox", "scoro"),
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"SANDBOX_SCORO_SIZE": "0"},
    )
    assert process.stdout is not None
    async with asyncio.timeout(20):
        line = (await process.stdout.readline()).decode()
        health = httpx.get(f"{line.split()[-1]}/_sandbox/health")  # noqa: ASYNC210 nothing else runs here
        process.send_signal(signal.SIGTERM)
        code = await process.wait()

    assert line.startswith("scoro sandbox ready at http://127.0.0.1:")
    assert health.json()["sandbox"] == "scoro"
    assert code == 0


@pytest.mark.parametrize("arguments", [pytest.param((), id="no name"), pytest.param(("sage",), id="unknown name")])
async def test_wrong_use_is_told(arguments: tuple[str, ...]) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.sandbox", *arguments), stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(20):
        _, words = await process.communicate()

    assert process.returncode == 2
    assert b"scoro" in words
