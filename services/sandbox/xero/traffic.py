"""The request log with a page per organisation: calls by verb, path and status, most in flight, 429s, bytes."""

from collections import Counter
from typing import Any

from services.sandbox.common.requestlog import LoggedRequest, RequestLog, path_pattern
from services.sandbox.xero.api.limits import Gauge

TENANT = "organisation"


class TrafficLog(RequestLog):
    """Requests carry the organisation as a note once it is known."""

    def __init__(self, *, keep: int = 5_000) -> None:
        self.gauge = Gauge()
        self._by_tenant: dict[str, Counter[tuple[str, str, int]]] = {}
        self._bytes: Counter[tuple[str, str]] = Counter()
        super().__init__(keep=keep)

    def clear(self) -> None:
        super().clear()
        self.gauge.clear()
        self._by_tenant.clear()
        self._bytes.clear()

    def closed(self, entry: LoggedRequest) -> None:
        super().closed(entry)
        if tenant := entry.notes.get(TENANT):
            key = (entry.method, path_pattern(entry.path), entry.status)
            self._by_tenant.setdefault(tenant, Counter())[key] += 1
            self._bytes[tenant, "in"] += entry.bytes_in
            self._bytes[tenant, "out"] += entry.bytes_out

    def counters(self) -> dict[str, Any]:
        return super().counters() | {"organisations": {tenant: self._page(tenant) for tenant in self._by_tenant}}

    def _page(self, tenant: str) -> dict[str, Any]:
        calls = self._by_tenant[tenant]
        return {
            "total": calls.total(),
            "calls": [
                {"method": method, "path": path, "status": status, "count": count}
                for (method, path, status), count in sorted(calls.items())
            ],
            "too_many_requests": sum(count for (_, _, status), count in calls.items() if status == _TOO_MANY),
            "max_in_flight": self.gauge.most_in_flight[tenant],
            "bytes_in": self._bytes[tenant, "in"],
            "bytes_out": self._bytes[tenant, "out"],
        }


_TOO_MANY = 429
