"""Only public addresses are reached, whatever a name leads to."""

from typing import Any

import httpcore
import pytest

from shared.clock import SystemClock
from shared.http import HttpTransport, Request
from shared.public_only import ForbiddenAddressError, PublicOnly, is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.17.0.2", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",  # noqa: S104 - an address to be refused
        "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1",
        "ff02::1", "nonsense", "",
    ],
)  # fmt: skip
def test_what_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["104.18.1.1", "2606:4700::6812:101", "64:ff9b::6812:101"])
def test_what_is_public(address: str) -> None:
    assert is_public(address)


class Behind(httpcore.AsyncNetworkBackend):
    """Remembers where it was sent."""

    def __init__(self) -> None:
        self.went: list[str] = []

    async def connect_tcp(self, host: str, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        self.went.append(host)
        return httpcore.AsyncMockStream([])


async def test_the_connection_goes_to_the_address_that_was_judged() -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        return ["104.18.1.1"]

    behind = Behind()

    await PublicOnly(behind, resolve).connect_tcp("acme.scoro.com", 443)

    assert behind.went == ["104.18.1.1"]


@pytest.mark.parametrize("addresses", [["10.0.0.7"], ["104.18.1.1", "127.0.0.1"], []])
async def test_a_name_that_leads_inside_is_refused(addresses: list[str]) -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        return addresses

    behind = Behind()

    with pytest.raises(ForbiddenAddressError):
        await PublicOnly(behind, resolve).connect_tcp("evil.example", 443)

    assert behind.went == []


async def test_the_transport_uses_it() -> None:
    async with HttpTransport(
        "http://localhost:1/api/v2", user_agent="tests", clock=SystemClock(), public_only=True
    ) as http:
        with pytest.raises(ForbiddenAddressError):
            await http.send(Request("GET", "/"))
