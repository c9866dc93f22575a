"""Finding what belongs together by the links, some objects at a time, and having it judged."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from services.connector.agreement import comparing, lists
from services.connector.agreement.comparing import About, Judged, Pair
from services.connector.sources.page import Turn
from shared.contracts.envelope import Category
from shared.store.agreement_records import Fact, Pass, Verdict
from shared.store.everything import Store
from shared.store.records import Link, LinkState, ObjectKey
from shared.sync.mending import OF_RECEIPTS, Thing, Which

Row = tuple[Fact, dict[str, Any]]


class Pairing:
    """Of one category, in one pass."""

    def __init__(self, store: Store, turn: Turn, of: Pass, about: About) -> None:
        self._store = store
        self._turn = turn
        self._of = of
        self._about = about

    async def from_scoro(self, rows: Sequence[Row]) -> list[Judged]:
        """All pairs of which Scoro has its half, and what it has alone."""
        category = self._about.category
        facts = [fact for fact, _ in rows]
        links = await self._store.links.by_scoro(self._turn.connection.id, category, [one.object_id for one in facts])
        active = {known: link for known, link in links.items() if link.state is LinkState.ACTIVE}
        there = await self._store.agreement.some(self._of, "xero", category, [link.xero_id for link in active.values()])
        paid = await self._paid(facts)
        contacts = await self._contacts(facts)
        merged = await self._store.reference.merged(self._turn.connection.id, contacts.values()) if contacts else {}
        verdicts = await self._verdicts(facts, links.values())
        judged = []
        for fact, row in rows:
            here = comparing.with_due(fact, paid.get(fact.name))
            link = active.get(fact.object_id)
            if link is None:
                judged.append(await self._single(here, links.get(fact.object_id), verdicts))
                continue
            other, beside = there.get(link.xero_id, (None, {}))
            both = Pair(
                scoro_id=link.scoro_id,
                xero_id=link.xero_id,
                scoro=here,
                xero=other,
                xero_contact=contacts.get(fact.contact, ""),
                merged_into=merged.get(contacts.get(fact.contact, ""), ""),
                is_explained=self._of.number in {row.get("explained"), beside.get("explained")},
                agreed=row.get("agreed"),
                verdict=verdicts.get(self._source_id(link)),
                judges_due=self._turn.settings.of(Category.RECEIPTS).enabled,
            )
            judged.append(self._explaining(comparing.pair(self._about, both), here, other))
        return judged

    async def from_xero(self, rows: Sequence[Row]) -> list[Judged]:
        """What Xero has of which Scoro's list showed nothing; pairs were compared before."""
        category = self._about.category
        facts = [fact for fact, _ in rows]
        links = await self._store.links.by_xero(self._turn.connection.id, category, [one.object_id for one in facts])
        active = {known: link for known, link in links.items() if link.state is LinkState.ACTIVE}
        here = await self._store.agreement.some(
            self._of, "scoro", category, [link.scoro_id for link in active.values()]
        )
        missing = {link.scoro_id for link in active.values() if link.scoro_id not in here}
        again = await lists.again(self._turn, category, missing)
        verdicts = await self._verdicts(facts, links.values())
        judged = []
        for fact in facts:
            link = active.get(fact.object_id)
            if link is None:
                judged.append(await self._single(fact, links.get(fact.object_id), verdicts))
            elif link.scoro_id in missing and link.scoro_id not in again:
                both = Pair(
                    link.scoro_id,
                    link.xero_id,
                    None,
                    fact,
                    verdict=verdicts.get(self._source_id(link)),
                    judges_due=False,
                )
                judged.append(self._explaining(comparing.pair(self._about, both), None, fact))
            elif link.scoro_id in missing:
                both = Pair(link.scoro_id, link.xero_id, again[link.scoro_id], fact, judges_due=False)
                judged.append(comparing.pair(self._about, both))
        return judged

    async def freed(self, rows: Sequence[Row]) -> frozenset[Which]:
        """Documents of Scoro whose receipts kept something from crossing, and were deleted since by somebody."""
        held = await self._store.mended.held(self._turn.connection.id, OF_RECEIPTS, Thing.RECEIPTS)
        facts = [fact for fact, _ in rows if fact.name in held]
        paid = await self._paid(facts)
        known = [comparing.with_due(fact, paid.get(fact.name)) for fact in facts]
        return frozenset((Thing.RECEIPTS, one.name) for one in known if comparing.is_free(one, held[one.name]))

    async def _single(self, fact: Fact, link: Link | None, verdicts: dict[str, Verdict]) -> Judged:
        verdict = verdicts.get(fact.object_id) if fact.system == self._about.source else None
        pays_linked = fact.system != self._about.source and await self._pays_linked(fact)
        state = link.state if link is not None else None
        judged = comparing.single(self._about, fact, verdict=verdict, link=state, pays_linked=pays_linked)
        return self._explaining(judged, fact)

    def _source_id(self, link: Link) -> str:
        return link.scoro_id if self._about.source == "scoro" else link.xero_id

    async def _paid(self, facts: Sequence[Fact]) -> dict[str, Any]:
        """What receipts in Scoro pay of documents that do not say it themselves."""
        silent = [fact.name for fact in facts if not fact.is_due_known]
        return await self._store.agreement.paid(self._of, "scoro", silent) if silent else {}

    async def _contacts(self, facts: Sequence[Fact]) -> dict[str, str]:
        """Contact in Scoro → in Xero."""
        ids = {fact.contact for fact in facts if fact.contact}
        found = await self._store.links.by_scoro(self._turn.connection.id, Category.CONTACTS, ids) if ids else {}
        return {known: link.xero_id for known, link in found.items() if link.state is LinkState.ACTIVE}

    async def _verdicts(self, facts: Sequence[Fact], links: Iterable[Link]) -> dict[str, Verdict]:
        """What the log says of the source's half, by its id there."""
        source, category = self._about.source, self._about.category
        ids = {self._source_id(link) for link in links}
        ids |= {fact.object_id for fact in facts if fact.system == source}
        keys = [ObjectKey(self._turn.connection.id, category, source, known) for known in ids]
        return await self._store.agreement.verdicts(keys) if keys else {}

    async def _pays_linked(self, fact: Fact) -> bool:
        """Whether it is a receipt on a document that has a counterpart."""
        for part in fact.parts:
            category, _, known = part.of.partition(":")
            find = self._store.links.by_source
            if await find(self._turn.connection.id, Category(category), fact.system, [known]):
                return True
        return False

    def _explaining(self, judged: Judged, *halves: Fact | None) -> Judged:
        """A receipt that is named, or that a rule keeps on its side, explains what is open on its documents."""
        marks = [(half.system, part.of) for half in halves if half is not None for part in half.parts]
        return replace(judged, explains=tuple(marks)) if judged.line is not None and marks else judged
