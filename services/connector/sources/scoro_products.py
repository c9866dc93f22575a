"""What document lines need to know of products: their sales account and whether discounts skip them (R24, R25).

Scoro announces no changes of products, so those of a changed document are read again with it; the whole list only
seldom. What crosses by itself is read from a list of its own.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

import structlog

from services.connector.renewing import Renewing
from services.connector.sources.page import Read, Turn
from services.connector.sources.scoro_rows import PRODUCTS, Kind, Row
from services.connector.sources.scoro_walk import ScoroWalk
from shared.budget import Lane
from shared.clock import Clock
from shared.dates import day_of
from shared.scoro.client import MAX_ROWS, ScoroClient, modified_from
from shared.scoro.fields import flag, relation, text
from shared.store.everything import Store
from shared.store.records import Entry
from shared.store.reference import ScoroProduct

log = structlog.get_logger()

NAME = "scoro.products"
CHANGED = "scoro.changed_products"
ONE_DAY = dt.timedelta(days=1)


class ProductReader:
    """Reads changed products; the first time all of them.

    Pages may shift while they are read, so a list of several pages is read twice.
    """

    def __init__(self, renewing: Renewing) -> None:
        self._renewing = renewing

    async def __call__(self, turn: Turn) -> Read:
        """One page of slim rows: they show all that is needed."""
        memo = turn.chain.memo or {"page": 1, "pass": 1}
        since = turn.chain.since
        page = await turn.scoro.list_page(
            "products",
            memo["page"],
            lane=turn.budget_lane,
            per_page=MAX_ROWS,
            filters={} if since is None else modified_from(day_of(since, turn.connection.time_zone) - ONE_DAY),
            include_deleted=True,
        )
        products = [found for row in page.rows if (found := product(row))]
        await self._renewing.products(turn.connection.id, products)
        return Read(memo=_following(memo, is_last=page.is_last))


def _following(memo: dict[str, int], *, is_last: bool) -> dict[str, int] | None:
    if not is_last:
        return {**memo, "page": memo["page"] + 1}
    return {"page": 1, "pass": 2} if memo["pass"] == 1 and memo["page"] > 1 else None


async def beside(
    scoro: ScoroClient, renewing: Renewing, connection_id: str, kind: Kind, rows: Collection[Row], lane: Lane
) -> list[Entry]:
    """What is kept of products when single objects of this kind are read, before they are recorded.

    Hands out what may be tried again now, to be rung.
    """
    if kind is PRODUCTS:
        return await renewing.products(connection_id, [known for row in rows if (known := product(row))])
    return await renew(scoro, renewing, connection_id, rows, lane) if kind.has_products else []


async def renew(
    scoro: ScoroClient, renewing: Renewing, connection_id: str, documents: Iterable[Row], lane: Lane
) -> list[Entry]:
    """Read the products on these documents' lines again, before anybody translates them; see `beside`."""
    lines = [line for document in documents for line in document.get("lines") or () if isinstance(line, Mapping)]
    ids = sorted({found for line in lines if (found := relation(line.get("product_id")))})
    return await read_again(scoro, renewing, connection_id, ids, lane)


async def read_again(
    scoro: ScoroClient, renewing: Renewing, connection_id: str, ids: Sequence[int], lane: Lane
) -> list[Entry]:
    """Renew what document lines need of these products; of one that does not exist nothing is said. See `beside`."""
    reopened: list[Entry] = []
    for start in range(0, len(ids), MAX_ROWS):
        group = ids[start : start + MAX_ROWS]
        page = await scoro.list_page("products", 1, lane=lane, filters={"product_id": group}, include_deleted=True)
        found_now = [known for row in page.rows if (known := product(row))]
        if {known.product_id for known in found_now} - {str(one) for one in group}:
            log.warning("scoro.id_filter_ignored", module="products")
        reopened += await renewing.products(connection_id, found_now)
    return reopened


def product(row: Row) -> ScoroProduct | None:
    """None where a row names no product."""
    product_id = relation(row.get("product_id"))
    if product_id is None:
        return None
    return ScoroProduct(
        product_id=str(product_id),
        code=text(row.get("code")),
        name=text(row.get("name")),
        sales_account_id=_id(row, "sales_finance_account_id"),
        purchases_account_id=_id(row, "purchases_finance_account_id"),
        no_discounts=flag(row.get("no_discounts")),
    )


def _id(row: Row, name: str) -> str:
    found = relation(row.get(name))
    return "" if found is None else str(found)


def reader(store: Store, _clock: Clock) -> ProductReader:
    """Keeps what lines need of changed products."""
    return ProductReader(Renewing(store))


def changed(store: Store, clock: Clock) -> ScoroWalk:
    """Reads changed products that cross by themselves."""
    return ScoroWalk(PRODUCTS, changes=store.changes, links=store.links, clock=clock)
