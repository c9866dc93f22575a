"""Open pages are told that something happened, also where nobody could hear it."""

import asyncio

from services.console.web.news import News


async def test_a_page_is_told_at_once_then_of_what_happens_and_of_what_nobody_could_hear() -> None:
    news = News()
    page = news.of("acme")

    assert await anext(page) is True

    news.happened("someone-else")
    news.anything()
    async with asyncio.timeout(10):
        assert await anext(page) is True

    await news.ended()
    assert await anext(page, None) is None
