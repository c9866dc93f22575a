"""Open pages are told that something happened, also where nobody could hear it."""

import asyncio

from services.console.web.news import News


async def test_a_page_is_told_at_once_then_of_what_happens_and_of_what_nobody_could_hear() -> None:
    news = News(calm=0)
    page = news.of("acme")

    assert await anext(page) is True

    news.happened("someone-else")
    news.anything()
    async with asyncio.timeout(10):
        assert await anext(page) is True

    await news.ended()
    assert await anext(page, None) is None


async def test_sources_are_followed_only_while_a_page_is_open() -> None:
    news = News(linger=0)
    began, ended = asyncio.Event(), asyncio.Event()

    async def source() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    gathering = asyncio.create_task(news.gather(source))
    async with asyncio.timeout(10):
        for _ in range(2):
            assert not began.is_set()
            page = news.of("acme")
            assert await anext(page) is True
            await began.wait()
            assert not ended.is_set()
            await page.aclose()
            await ended.wait()
            began.clear()
            ended.clear()
    gathering.cancel()
