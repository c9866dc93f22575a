import pytest

from deploy.local import workers
from deploy.local.errors import WrongUseError
from deploy.local.services import SERVICES


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        pytest.param("", {}, id="nothing said"),
        pytest.param("invoices=3", {"invoices": 3}, id="one"),
        pytest.param("invoices=3 contacts=2", {"invoices": 3, "contacts": 2}, id="two with a space"),
        pytest.param("invoices=3,contacts=2", {"invoices": 3, "contacts": 2}, id="two with a comma"),
    ],
)
def test_workers_are_read(text: str, counts: dict[str, int]) -> None:
    assert workers.parse(text, SERVICES) == counts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("invoices", "not of the form", id="no number"),
        pytest.param("invoices=many", "not of the form", id="a word"),
        pytest.param("invoices=-1", "not of the form", id="negative"),
        pytest.param("invoices=0", "1 to 32", id="none"),
        pytest.param("invoices=33", "1 to 32", id="too many"),
        pytest.param("connector=2", "these can: contacts, products", id="one only"),
        pytest.param("unknown=2", "cannot have several workers", id="unknown"),
        pytest.param("invoices=2 invoices=3", "named twice: 2 workers or 3", id="twice"),
        pytest.param("invoices=1000", "not of the form", id="far too many"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(WrongUseError, match=words):
        workers.parse(text, SERVICES)


def test_every_service_runs_once_unless_more_are_wanted() -> None:
    found = [(service.name, number) for service, number in workers.wanted(SERVICES, {"contacts": 2})]

    assert [name for name, _ in found].count("invoices") == 1
    assert ("contacts", 2) in found
