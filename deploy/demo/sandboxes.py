"""Both sandboxes as a person or an auditor reaches them: over HTTP, past the product."""

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx
import msgspec

from services.sandbox.common import json

TIMEOUT_SECONDS = 60
WRITES = frozenset({"PUT", "POST", "DELETE", "PATCH"})
SCORO_WRITES = ("/modify", "/delete")


class SandboxRefusedError(Exception):
    """What a person wanted to do there is not possible."""


class Sandbox:
    """One of the two; `get` and `post` speak to its control API, which spends no limits."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=TIMEOUT_SECONDS, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def get(self, path: str, **params: Any) -> Any:
        """Numbers come as exact decimals."""
        answer = self._http.get(f"/_sandbox/{path}", params=params)
        answer.raise_for_status()
        return json.decode(answer.content)

    def post(self, path: str, body: Mapping[str, Any] | None = None, *, method: str = "POST") -> Any:
        """Do something as a person would."""
        answer = self._http.request(
            method,
            f"/_sandbox/{path}",
            content=msgspec.json.encode(body or {}),
            headers={"Content-Type": "application/json"},
        )
        if answer.is_error:
            raise SandboxRefusedError(f"{method} {path}: {answer.status_code} {answer.text}")
        return json.decode(answer.content) if answer.content else None


class Calls:
    """How many API calls a sandbox was asked, as it counted them itself."""

    def __init__(self, counters: Mapping[str, Any]) -> None:
        self._rows: list[Mapping[str, Any]] = [
            row for row in counters["calls"] if not str(row["path"]).startswith("/_sandbox")
        ]

    @property
    def total(self) -> int:
        """All calls to the API itself; signing in does not count."""
        return sum(int(row["count"]) for row in self._rows if self._is_api(row))

    @property
    def writes(self) -> int:
        """Calls that change something."""
        return sum(int(row["count"]) for row in self._rows if self._is_api(row) and self._is_write(row))

    @property
    def too_many(self) -> int:
        """Answers that a limit was hit."""
        return sum(int(row["count"]) for row in self._rows if int(row["status"]) == httpx.codes.TOO_MANY_REQUESTS)

    @staticmethod
    def _is_api(row: Mapping[str, Any]) -> bool:
        return str(row["path"]).startswith(("/api/", "/api.xro/"))

    @staticmethod
    def _is_write(row: Mapping[str, Any]) -> bool:
        path = str(row["path"])
        if path.startswith("/api/"):  # Scoro reads by POST too
            return any(part in path for part in SCORO_WRITES)
        return str(row["method"]) in WRITES
