"""Whether a page brought anything new, and whether that should have been announced."""

import datetime as dt

import pytest

from services.connector.sources.news import News, news
from services.connector.sources.page import Read
from shared.contracts.envelope import Category
from shared.store.cursors import Chain
from shared.store.records import NewChange, ObjectKey

NOW = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
LONG_AGO = NOW - dt.timedelta(minutes=30)
A_CHAIN = Chain("acme", "scoro.invoices", None, 1, 1, since=NOW - dt.timedelta(hours=1), started_at=NOW)


def _page(changed_at: dt.datetime | None) -> Read:
    key = ObjectKey("acme", Category.INVOICES, "scoro", "1")
    return Read((NewChange(key=key, snapshot="{}", read_started_at=NOW, modified_at=changed_at),), seen=1)


@pytest.mark.parametrize(
    ("changed_at", "found"),
    [
        pytest.param(LONG_AGO, News.MISSED, id="changed long ago"),
        pytest.param(NOW - dt.timedelta(seconds=20), News.FOUND, id="may be being announced"),
        pytest.param(None, News.FOUND, id="nobody knows when"),
    ],
)
def test_what_changed_long_ago_should_have_been_announced(changed_at: dt.datetime | None, found: News) -> None:
    assert news(_page(changed_at), A_CHAIN, [7]) is found


def test_what_was_known_is_no_news() -> None:
    assert news(_page(LONG_AGO), A_CHAIN, []) is None


def test_documents_of_xero_are_news_although_none_is_recorded() -> None:
    chain = Chain("acme", "xero.documents", None, 1, 1, since=LONG_AGO, started_at=NOW)

    assert news(Read(seen=1), chain, []) is News.FOUND
