"""Connections to public addresses alone: whoever may name a site must not reach what lies around our servers.

The name is resolved here and the connection goes to the address that was judged, so that a name which changes its mind
in between leads nowhere else. TLS still judges the name.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

from shared.errors import MendedBy, SyncError


class ForbiddenAddressError(SyncError):
    """A site's name leads to an address that is not public."""

    code = "forbidden_address"
    mended_by = MendedBy.OPERATOR


Resolve = Callable[[str, int], Any]


async def _resolved(host: str, port: int) -> list[str]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore.ConnectError(f"{host} is not known: {error}") from error
    return [str(address[0]) for *_, address in found]


class PublicOnly(httpcore.AsyncNetworkBackend):
    """Refuses every address that is not public; a name with any such address is refused as a whole."""

    def __init__(self, behind: httpcore.AsyncNetworkBackend | None = None, resolve: Resolve = _resolved) -> None:
        self._behind = behind or httpcore.AnyIOBackend()
        self._resolve = resolve

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as httpcore calls it
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Raises ForbiddenAddressError."""
        addresses = await self._resolve(host, port)
        if not addresses or not all(is_public(one) for one in addresses):
            raise ForbiddenAddressError(f"{host} is not a public address")
        return await self._behind.connect_tcp(addresses[0], port, timeout, local_address, socket_options)

    async def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        """Nobody needs one."""
        raise ForbiddenAddressError("not a public address")

    async def sleep(self, seconds: float) -> None:
        """See httpcore."""
        await self._behind.sleep(seconds)


def is_public(address: str) -> bool:
    """Whether anybody on the Internet could reach it; addresses within addresses are looked into."""
    try:
        found = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
        if found in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    return found.is_global and not found.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
