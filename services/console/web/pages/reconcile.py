"""Do both books agree: the last proof by month, currency and status, and the objects behind each difference."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from pydantic_core import to_json

from services.console import reconciling
from services.console.reconciling import Proof
from services.console.spelling import float_free
from services.console.web import rendering
from services.console.web.access import ActingAt, At, NotThereError, Place
from services.console.web.parts import Given, Parts
from shared.contracts.envelope import Category, System
from shared.errors import InvalidChoiceError
from shared.store.accepted import Acceptance
from shared.store.agreement_records import SUMS, Cell, Line
from shared.store.records import ObjectKey
from shared.sync.settings import WITH_MONEY
from shared.words import advice, agreement

router = APIRouter(prefix="/c/{connection_id}/reconcile")

ON_A_PAGE = 50
CSV, JSON = "text/csv; charset=utf-8", "application/json"
Month = Annotated[str, Query(pattern=r"^(\d{4}-\d{2})?$")]
Of = Annotated[str, Query(pattern="^(invoices|bills|receipts)?$")]


@dataclass(frozen=True, slots=True)
class About:
    """The difference that a form is about, as its page showed it."""

    category: Category
    proof: int
    ids: tuple[str, str]


def _about(
    category: Annotated[Category, Form()],
    proof: Annotated[int, Form()],
    scoro_id: Annotated[str, Form(max_length=100)] = "",
    xero_id: Annotated[str, Form(max_length=100)] = "",
) -> About:
    return About(category, proof, (scoro_id, xero_id))


OfLine = Annotated[About, Depends(_about)]


@dataclass(frozen=True, slots=True)
class Total:
    """One row of the totals."""

    cell: Cell
    status_words: str
    sums: tuple[tuple[str, str, str, str], ...]
    """What, in Scoro, in Xero, and the difference."""

    @property
    def differs(self) -> bool:
        return self.cell.difference.written() != type(self.cell.difference)().written()


@dataclass(frozen=True, slots=True)
class Shown:
    """One difference in words."""

    line: Line
    name: str
    what: str
    why: str
    fix: str
    sides: tuple[tuple[str, str, str, str], ...]
    """Field, last agreed, in Scoro, in Xero."""
    key: ObjectKey | None
    """The source's half."""
    is_worth_sending: bool
    again: str
    """What the act of writing the source's version again is called; empty where it would do nothing."""
    accepted: Acceptance | None
    lapsed: Acceptance | None


@router.get("")
async def reconcile(
    request: Request,
    given: Given,
    place: At,
    month: Month = "",
    category: Of = "",
    page: Annotated[int, Query(ge=1, le=1_000)] = 1,
) -> Response:
    """The whole proof, or a month, or a category of it."""
    return await _page(request, given, place, month=month, category=category, page=page)


@router.get("/download.{form}")
async def download(given: Given, place: At, form: str, month: Month = "", category: Of = "") -> Response:
    """What is asked for, as a file."""
    proof = await given.reconciling.proof(place.connection, _categories(category), month or None)
    if proof is None or form not in {"csv", "json"}:
        raise NotThereError("there is no proof yet")
    said = reconciling.as_csv(proof).encode() if form == "csv" else to_json(reconciling.as_document(proof), indent=2)
    name = "-".join(part for part in ("reconcile", place.connection.id, category, month) if part)
    named = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return Response(said, media_type=CSV if form == "csv" else JSON, headers=named)


@router.post("")
async def begin(request: Request, given: Given, place: ActingAt) -> Response:
    """Read both books in full now."""
    try:
        began = await given.reconciling.begin(place.connection)
    except InvalidChoiceError as error:
        return await _page(request, given, place, said=error.reason, answer=400)
    done = "Both books are being read; look again in a moment" if began else "They are being read already"
    return rendering.leads_to(_path(place), done)


@router.post("/send")
async def send(
    given: Given,
    place: ActingAt,
    category: Annotated[Category, Form()],
    system: Annotated[System, Form()],
    object_id: Annotated[str, Form(max_length=100)],
) -> Response:
    """Read the source's half again and let it cross."""
    key = ObjectKey(place.connection.id, category, system, object_id)
    await given.actions.send([key], author=place.visitor.person.name)
    return rendering.leads_to(_path(place), "It is read again and crosses now; the next proof shows what came of it")


@router.post("/again")
async def again(request: Request, given: Given, place: ActingAt, about: OfLine) -> Response:
    """Write the source's version over what somebody made of the other one."""
    try:
        line = await given.deciding.at(place.connection, about.category, about.proof, about.ids)
        await given.deciding.write_again(place.connection, line, by=place.visitor.person.name)
    except InvalidChoiceError as error:
        return await _page(request, given, place, said=error.reason, answer=400)
    return rendering.leads_to(_path(place), "It is written again now; the next proof shows what came of it")


@router.post("/leave")
async def leave(
    request: Request,
    given: Given,
    place: ActingAt,
    about: OfLine,
    why: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Leave a difference as it is."""
    try:
        line = await given.deciding.at(place.connection, about.category, about.proof, about.ids)
        await given.deciding.leave(place.connection, line, by=place.visitor.person.name, why=why)
    except InvalidChoiceError as error:
        return await _page(request, given, place, said=error.reason, answer=400)
    return rendering.leads_to(_path(place), "It is left so until either side changes")


async def _page(
    request: Request, given: Parts, place: Place, *, month: str = "", category: str = "", page: int = 1,
    said: str = "", answer: int = 200,
) -> Response:  # fmt: skip
    whole = await given.reconciling.proof(place.connection, limit=1)
    proof = await given.reconciling.proof(
        place.connection, _categories(category), month or None, skip=(page - 1) * ON_A_PAGE, limit=ON_A_PAGE + 1
    )
    settings = await given.store.settings.get(place.connection.id)
    asked = {name: value for name, value in (("month", month), ("category", category)) if value}
    return await rendering.page(
        request, "reconcile.html", place, status=answer, said=said, proof=proof,
        months=sorted({cell.key.month for cell in whole.cells}, reverse=True) if whole else [],
        totals=[_total(cell) for cell in proof.cells] if proof else [],
        lines=[_shown(place, proof, line) for line in proof.lines[:ON_A_PAGE]] if proof else [],
        left_out=_left_out(proof) if proof else [], has_more=proof is not None and len(proof.lines) > ON_A_PAGE,
        is_under_way=await given.reconciling.is_under_way(place.connection),
        may_begin=any(settings.of(one).enabled for one in WITH_MONEY), categories=WITH_MONEY,
        month=month, category=category, page=page, asked=urlencode(asked), never=agreement.NEVER, words=agreement,
    )  # fmt: skip


def _total(cell: Cell) -> Total:
    sides = (cell.scoro.sums.written(), cell.xero.sums.written(), cell.difference.written())
    sums = tuple(
        (agreement.FIELDS[name], float_free(sides[0][name]), float_free(sides[1][name]), float_free(sides[2][name]))
        for name in SUMS
    )
    return Total(cell, agreement.status(cell.key.status), sums)


def _shown(place: Place, proof: Proof, line: Line) -> Shown:
    names, key = line.differs or ("gross",), reconciling.source_key(place.connection.id, line)
    return Shown(
        line=line,
        name=line.number or line.scoro_id or line.xero_id or "",
        what=agreement.KINDS[line.kind],
        why=advice.of(line.code).title if line.code else agreement.changed(line),
        fix=agreement.MOVED if key in proof.moved else agreement.wins(line),
        sides=tuple(
            (agreement.FIELDS[name], _said(line.agreed, name), _said(line.scoro, name), _said(line.xero, name))
            for name in names
        ),
        key=key,
        is_worth_sending=key is not None and reconciling.is_worth_sending(line),
        again=agreement.again(line) if key is not None and reconciling.is_worth_writing_again(line) else "",
        accepted=proof.accepted(line),
        lapsed=proof.lapsed(line),
    )


def _said(side: Mapping[str, str] | None, name: str) -> str:
    written = (side or {}).get(name, "")
    return (float_free(written) if name in SUMS else written) if written else "–"


def _left_out(proof: Proof) -> list[tuple[str, int, list[str]]]:
    """Rule, how many objects, and some of them by name."""
    return [
        (advice.of(code).title, count, [line.number or line.scoro_id or line.xero_id or "" for line in some[:10]])
        for code, count in sorted(proof.of.left_out.items())
        if (some := [line for line in proof.left_out if line.code == code])
    ]


def _categories(category: str) -> tuple[Category, ...]:
    return (Category(category),) if category else ()


def _path(place: Place) -> str:
    return f"/c/{place.connection.id}/reconcile"
