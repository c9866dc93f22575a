import asyncio
import os
import signal
import sys
from pathlib import Path

import httpx
from cryptography.fernet import Fernet

from shared.clock import SystemClock
from tests.integration.connector.outward import free_port


async def _healthy(address: str) -> bool:
    async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
        try:
            return (await client.get(f"{address}/health")).status_code == 204
        except httpx.TransportError:
            return False


async def test_the_service_starts_answers_and_ends_in_order(
    mongodb_url: str, mongodb_database: str, rabbitmq_url: str, tmp_path: Path
) -> None:
    port = free_port()
    around = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(Path.cwd()),
        "MONGODB_URL": mongodb_url,
        "MONGODB_DATABASE": mongodb_database,
        "RABBITMQ_URL": rabbitmq_url,
        "TOKEN_KEY": Fernet.generate_key().decode(),
        "HEALTH_PORT": str(port),
        "LOG_FORMAT": "json",
    }

    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.connector", cwd=tmp_path, env=around, stderr=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(40):
            while not await _healthy(f"http://127.0.0.1:{port}"):
                assert process.returncode is None
                await SystemClock().sleep(0.1)
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(20):
            _, said = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()

    assert process.returncode == 0, said.decode()
    assert b"service.ended" in said
    assert around["TOKEN_KEY"].encode() not in said
