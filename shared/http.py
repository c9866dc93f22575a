"""The one HTTP transport: requests and answers as values, time limits on everything, honest about what was sent.

A request that surely never left is a NotSentError, anything that went wrong later is an UnclearError; every status
code, redirects included, is an ordinary Answer for the API clients to judge. Nothing here prints a header, a body or
a secret.
"""

import asyncio
import functools
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType, TracebackType
from typing import Protocol, Self
from urllib.parse import quote, urlencode, urlsplit

import httpx
import structlog

from shared import metrics
from shared.clock import Clock
from shared.errors import DefectError, NotSentError, UnclearError
from shared.public_only import PublicOnly

log = structlog.get_logger(__name__)

NOTHING: Mapping[str, str] = MappingProxyType({})

_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_OUR_FAULT = (httpx.LocalProtocolError, httpx.UnsupportedProtocol, httpx.InvalidURL)


class MalformedRequestError(DefectError):
    """A request that HTTP itself does not allow, such as a line break in a header."""

    code = "malformed_request"


@dataclass(frozen=True, slots=True)
class Request:
    """One request, complete but for the credentials that are added when it is sent: fit to be stored."""

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def target(self) -> str:
        """Path and query as they go over the wire."""
        query = urlencode(self.params, safe=",", quote_via=quote)
        return f"{self.path}?{query}" if query else self.path

    def with_headers(self, **more: str) -> Self:
        """The same request with headers added; underscores stand for hyphens."""
        added = {name.replace("_", "-"): value for name, value in more.items()}
        return replace(self, headers={**self.headers, **added})

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    seconds: float = 0.0
    wire_bytes: int = 0
    """Bytes of the body as they travelled, compressed or not: what Xero charges for."""

    def header(self, name: str) -> str | None:
        return self.headers.get(name.lower())


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for each step; `total` bounds them all, however slowly the bytes trickle."""

    connect: float = 10.0
    pool: float = 10.0
    write: float = 20.0
    read: float = 50.0
    total: float = 60.0


@dataclass(slots=True)
class Traffic:
    """Counts since the transport was opened."""

    calls: int = 0
    bytes_sent: int = 0
    bytes_read: int = 0


class Transport(Protocol):
    """What the API clients need of HTTP."""

    async def send(self, request: Request) -> Answer: ...


KEEP_SECONDS = 4.0
"""Servers commonly hang up on idle connections after five seconds; we are first, so that no request meets a closing one
and becomes unclear."""


@functools.cache
def trusted() -> ssl.SSLContext:
    """Reading all certificates takes a core 30 ms: once per process, not once per connection."""
    return httpx.create_ssl_context(trust_env=False)


def _guarded(limits: httpx.Limits) -> httpx.AsyncHTTPTransport:
    """One that reaches public addresses alone."""
    made = httpx.AsyncHTTPTransport(verify=trusted(), limits=limits, trust_env=False)
    made._pool._network_backend = PublicOnly()  # noqa: SLF001 - httpx hands nothing through; a test holds it
    return made


class HttpTransport:
    """One base address over pooled connections."""

    def __init__(
        self,
        base_url: str,
        *,
        user_agent: str,
        clock: Clock,
        system: str = metrics.OTHER,
        patience: Patience | None = None,
        connections: int = 100,
        inner: httpx.AsyncBaseTransport | None = None,
        public_only: bool = False,
    ) -> None:
        if urlsplit(base_url).scheme not in {"http", "https"} or not urlsplit(base_url).netloc:
            raise MalformedRequestError(f"not an http address: {base_url!r}")
        self.base_url = base_url.rstrip("/")
        self.host = urlsplit(base_url).hostname or ""
        self.traffic = Traffic()
        self._system = system
        self._clock = clock
        self._patience = patience or Patience()
        limits = httpx.Limits(max_connections=connections, keepalive_expiry=KEEP_SECONDS)
        self._client = httpx.AsyncClient(
            transport=_guarded(limits) if public_only else inner,
            verify=trusted(),
            headers={"User-Agent": user_agent},
            timeout=httpx.Timeout(
                connect=self._patience.connect,
                pool=self._patience.pool,
                write=self._patience.write,
                read=self._patience.read,
            ),
            limits=limits,
            follow_redirects=False,
            trust_env=False,  # a stray .netrc or proxy variable must not see our tokens
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._client.aclose()

    async def send(self, request: Request) -> Answer:
        """Send once, never again by itself.

        Raises NotSentError, UnclearError or MalformedRequestError.
        """
        started = self._clock.monotonic()
        try:
            async with asyncio.timeout(self._patience.total):
                response = await self._client.request(
                    request.method,
                    self.base_url + request.target,
                    headers=dict(request.headers),
                    content=request.body or None,
                )
        except _NEVER_LEFT as error:
            metrics.unanswered(self._system)
            raise NotSentError(self._failure(request, error)) from None
        except _OUR_FAULT as error:  # its text quotes header values, so it stays out
            raise MalformedRequestError(f"{request} to {self.host}: {type(error).__name__}") from None
        except (httpx.HTTPError, TimeoutError) as error:
            metrics.unanswered(self._system)
            raise UnclearError(self._failure(request, error)) from None
        return self._answer(request, response, self._clock.monotonic() - started)

    def _answer(self, request: Request, response: httpx.Response, seconds: float) -> Answer:
        answer = Answer(
            status=response.status_code,
            headers={name.lower(): value for name, value in response.headers.items()},
            body=response.content,
            seconds=seconds,
            wire_bytes=response.num_bytes_downloaded,
        )
        self.traffic.calls += 1
        self.traffic.bytes_sent += len(request.body)
        self.traffic.bytes_read += answer.wire_bytes
        metrics.answered(
            self._system,
            request.method,
            request.path,
            status=answer.status,
            seconds=seconds,
            sent=len(request.body),
            read=answer.wire_bytes,
        )
        log.debug(
            "http.answered",
            host=self.host,
            method=request.method,
            path=request.path,
            status=answer.status,
            bytes=answer.wire_bytes,
            seconds=round(seconds, 3),
        )
        return answer

    def _failure(self, request: Request, error: Exception) -> str:
        return f"{request} to {self.host}: {type(error).__name__} {error}".rstrip()
