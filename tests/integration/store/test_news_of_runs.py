"""Who watches runs waits for the next one as long as it takes."""

import asyncio

from pydantic import SecretStr

from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.store.database import opened
from shared.store.everything import Store
from shared.store.runs import Runs

ANSWER_MS = 1_500
LONGER = 2.5


async def test_no_news_for_longer_than_an_answer_may_take_is_no_absence(
    store: Store, mongodb_url: str, mongodb_database: str, clock: Clock
) -> None:
    impatient = f"{mongodb_url}{'&' if '?' in mongodb_url else '?'}timeoutMS={ANSWER_MS}"
    began = asyncio.Event()
    async with opened(SecretStr(impatient), mongodb_database) as database:
        first = asyncio.ensure_future(anext(Runs(database, clock).moves(began.set)))
        await began.wait()

        done, _ = await asyncio.wait([first], timeout=LONGER)
        await store.runs.begin("acme", "now", [Category.INVOICES], [])

        assert (done, await first) == (set(), "acme")
