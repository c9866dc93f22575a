"""TCP lines that can be slow, silent, cut or closed, for tests."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from deploy.faults.proxy import LOOPBACK, FaultProxy

__all__ = ["LOOPBACK", "FaultProxy", "OpenProxy", "fault_proxy"]

OpenProxy = Callable[[int], Awaitable[FaultProxy]]


@pytest.fixture
async def fault_proxy() -> AsyncIterator[OpenProxy]:
    """Opens proxies to ports of this machine; all are closed with the test."""
    async with contextlib.AsyncExitStack() as proxies:

        async def open_proxy(target_port: int) -> FaultProxy:
            return await proxies.enter_async_context(FaultProxy(target_port))

        yield open_proxy
