"""What every process measures about itself, for Prometheus; `shared.health` says who may read it.

Every label has few values: what comes from outside goes through a `Bounded`, which calls the rest "other". Names of
people, numbers of documents and addresses are never labels.
"""

from collections.abc import Iterable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

OTHER = "other"
MOST_CONNECTIONS = 100
"""Of which a process tells single figures; those that come later are told together."""
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)

SECONDS = (0.25, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0)
API_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 30.0, 60.0)
ENTRIES = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 40.0, 50.0)


def _counter(name: str, text: str, *labels: str) -> Counter:
    return Counter(f"scoro_xero_{name}", text, labels, registry=REGISTRY)


def _gauge(name: str, text: str, *labels: str) -> Gauge:
    return Gauge(f"scoro_xero_{name}", text, labels, registry=REGISTRY)


def _histogram(name: str, text: str, buckets: Iterable[float], *labels: str) -> Histogram:
    return Histogram(f"scoro_xero_{name}", text, labels, registry=REGISTRY, buckets=tuple(buckets))


BUILD = _gauge("build_info", "What runs; always 1", "service", "version", "revision")
HEALTHY = _gauge("healthy", "1 where broker and database answered when /health was last asked")

# workers
FRESHNESS = _histogram(
    "change_to_visible_seconds",
    "From the source's own time of a change until it is in the other system; news alone, no backfill",
    SECONDS, "connection", "category",
)  # fmt: skip
CROSSING = _histogram("crossing_seconds", "From the reading of a change until its outcome", SECONDS, "category", "lane")
OUTCOMES = _counter("outcomes", "Outcomes of entries of the change log", "category", "system", "outcome")
FAILURES = _counter("failures", "Entries that need a person, by the problem's code", "category", "code")
BATCH = _histogram("batch_entries", "Entries in one writing call", ENTRIES, "category", "system")

# both APIs
API_SECONDS_TAKEN = _histogram("api_seconds", "From request to answer", API_SECONDS, "system", "method", "resource")
API_ANSWERS = _counter("api_answers", "Answers by HTTP status; 0 where none came", "system", "status")
API_BYTES = _counter("api_bytes", "Bytes of bodies as they travelled", "system", "way")
BUDGET_WAIT = _histogram("budget_wait_seconds", "Waiting for the right to call", SECONDS, "system", "lane")

# messages
RETRIED = _counter("messages_retried", "Messages that come again after a while", "queue")
DIED = _counter("messages_died", "Messages that became dead letters", "queue", "code")

# the house: told by the scheduler that leads
LEADER = _gauge("leader", "1 in the scheduler that leads")
LOOKED_AT = _gauge("house_looked_at_seconds", "When the figures of the house were last taken, as Unix time")
LEASE_LEFT = _gauge("lease_seconds_left", "Until a lease ends unless it is renewed", "lease")
QUEUE_MESSAGES = _gauge("queue_messages", "Messages that wait in a queue", "queue")
QUEUE_CONSUMERS = _gauge("queue_consumers", "Consumers of a queue", "queue")
WAITING = _gauge("entries_waiting", "Entries of the change log that anybody may take now", "category", "lane")
OLDEST = _gauge("oldest_entry_seconds", "Age of the oldest of them", "category", "lane")
OUTBOX_LAG = _gauge("outbox_lag_seconds", "Age of the oldest outcome that was recorded and not told yet")
DEAD_LETTERS = _gauge("dead_letters", "Dead letters that wait for a person")
DEAD_LETTER_AGE = _gauge("dead_letter_oldest_seconds", "Age of the oldest of them")
STATE = _gauge("connection_state", "1 for the state in which a connection is", "connection", "state")
PROBLEMS = _gauge("problems", "Objects that need a person", "connection", "category")
EXPECTED = _gauge(
    "category_expected", "1 where a category is on, automatic, and nothing stops or pauses it", "connection", "category"
)
LAST_RUN = _gauge(
    "category_last_run_seconds", "When a run with it last came to its end, as Unix time", "connection", "category"
)
TOKEN_AGE = _gauge("token_age_seconds", "Since the sign-in at Xero was last renewed", "connection")
BUDGET_LEFT = _gauge(
    "budget_left", "Calls left to a lane in this window; less than nothing is told as 0",
    "connection", "system", "window", "lane",
)  # fmt: skip
BUDGET_SIZE = _gauge("budget_size", "Calls of a whole window", "connection", "system", "window")

HOUSE: tuple[Gauge, ...] = (
    LEASE_LEFT, QUEUE_MESSAGES, QUEUE_CONSUMERS, WAITING, OLDEST, STATE, PROBLEMS, EXPECTED, LAST_RUN, TOKEN_AGE,
    BUDGET_LEFT, BUDGET_SIZE,
)  # fmt: skip
"""Told anew as a whole by whoever leads, and by nobody else."""


class Bounded:
    """Lets the first few values through; any more are "other"."""

    def __init__(self, most: int, known: Iterable[str] = ()) -> None:
        self._most = most
        self._known = set(known)

    def __call__(self, value: str) -> str:
        if value in self._known:
            return value
        if len(self._known) >= self._most:
            return OTHER
        self._known.add(value)
        return value


connection_label = Bounded(MOST_CONNECTIONS)
code_label = Bounded(400)
resource_label = Bounded(60)


def resource(path: str) -> str:
    """The kind of thing that a path names: `/Invoices/8f…` → `Invoices`, `/invoices/list` → `invoices`."""
    first = next((part for part in path.split("/") if part), "")
    return resource_label(first) if first.replace("_", "").isalpha() else OTHER


def answered(system: str, method: str, path: str, *, status: int, seconds: float, sent: int, read: int) -> None:
    """An API answered."""
    API_SECONDS_TAKEN.labels(system, method, resource(path)).observe(seconds)
    API_ANSWERS.labels(system, str(status)).inc()
    API_BYTES.labels(system, "sent").inc(sent)
    API_BYTES.labels(system, "read").inc(read)


def unanswered(system: str) -> None:
    """It did not."""
    API_ANSWERS.labels(system, "0").inc()


def exposition() -> bytes:
    """All figures as text."""
    return generate_latest(REGISTRY)
