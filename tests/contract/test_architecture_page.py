"""The page about the architecture tells the topology as it is."""

from deploy.architecture import PAGE, PARTS, written
from shared.messaging.topology import QUEUES


def test_the_page_is_as_the_topology_makes_it() -> None:
    page = PAGE.read_text()

    assert page == written(page), "make architecture writes it anew"
    assert all(f"<!-- made: {name} -->" in page for name in PARTS)


def test_every_queue_is_listed() -> None:
    page = PAGE.read_text()

    assert [queue.name for queue in QUEUES if f"| `{queue.name}` |" not in page] == []
