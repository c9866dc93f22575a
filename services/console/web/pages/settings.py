"""What crosses, which way, since when: shown, checked, told before it is saved, and every version kept."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Request, Response

from services.console import account_choices, cautions, effects, rounding_choices, setting_words, versions
from services.console.account_choices import Account
from services.console.choices import ChoicesRefusedError
from services.console.effects import Seen
from services.console.spelling import plural
from services.console.web import rendering
from services.console.web.access import ActingAt, At, Place
from services.console.web.parts import Given, Parts
from shared.contracts.envelope import Category
from shared.errors import InvalidChoiceError
from shared.sync.settings import WAYS, SyncSettings

router = APIRouter(prefix="/c/{connection_id}/settings")

VERSION = "version"
VERSIONS = 20
OVERTAKEN = "Somebody else saved meanwhile. These are the present choices; yours were not saved."
NOTHING = "Nothing changed: these are the present choices."


@router.get("")
async def choose(request: Request, given: Given, place: At) -> Response:
    """The present choices, and every version of them."""
    settings = await given.store.settings.get(place.connection.id)
    return await _page(request, given, place, settings, _written(settings))


@router.post("/review")
async def review(request: Request, given: Given, place: ActingAt) -> Response:
    """What would change, before it is saved."""
    typed = await _typed(request)
    settings = await given.store.settings.get(place.connection.id)
    wishes = _wishes(settings, typed)
    if not wishes:
        return await _page(request, given, place, settings, typed, said=NOTHING)
    try:
        before, after = await given.actions.preview(place.connection, wishes)
    except ChoicesRefusedError as error:
        refused = {one.field: one.reason for one in error.refusals}
        return await _page(request, given, place, settings, typed, refused=refused, answer=400)
    names = await given.bookmarks.of(place.connection, after)
    changes = [
        (setting_words.called(name), _shown(name, was, names), _shown(name, now, names))
        for name, (was, now) in versions.differences(before, after).items()
    ]
    turned = [one for one in Category if before.of(one).direction is not after.of(one).direction]
    return await rendering.page(
        request, "settings_review.html", place, changes=changes, wishes=wishes, version=before.version,
        effects=effects.of(before, after, await _seen(given, place)),
        cautions=[one for one in cautions.of(after) if one not in cautions.of(before)], turned=turned,
    )  # fmt: skip


@router.post("")
async def save(request: Request, given: Given, place: ActingAt) -> Response:
    """What was reviewed, unless somebody else saved since."""
    form = await request.form()
    typed = await _typed(request)
    settings = await given.store.settings.get(place.connection.id)
    if str(form.get(VERSION, "")) != str(settings.version):
        return await _page(request, given, place, settings, _written(settings), said=OVERTAKEN, answer=409)
    wishes = {name: value for name, value in typed.items() if name in versions.named(settings)}
    try:
        saved = await given.actions.save(place.connection, wishes, author=place.visitor.person.name)
    except ChoicesRefusedError as error:
        refused = {one.field: one.reason for one in error.refusals}
        return await _page(request, given, place, settings, _written(settings) | wishes, refused=refused, answer=400)
    except InvalidChoiceError:
        return await _page(request, given, place, settings, _written(settings), said=OVERTAKEN, answer=409)
    closed = (
        f"; {plural(saved.closed, 'change')} of the former direction will not cross any more" if saved.closed else ""
    )
    return rendering.leads_to(f"/c/{place.connection.id}/settings", f"Saved{closed}")


async def _seen(given: Parts, place: Place) -> Seen:
    counts, of = given.store.counts, place.connection.id
    return Seen(await counts.left_out(of), await counts.unfinished(of), await given.queries.causes(place.connection))


def _shown(name: str, value: object, names: Mapping[Category, Mapping[str, str]]) -> str:
    """A bookmark by its name, where that is known."""
    group, _, what = name.partition(".")
    known = names.get(Category(group), {}) if what == "bookmark" else {}
    return known.get(str(value), setting_words.shown(value))


async def _typed(request: Request) -> dict[str, str]:
    """Of a switch the form sends `false`, and after it `true` where it is on: the last one counts."""
    form = await request.form()
    return {name: str(value).strip() for name, value in form.multi_items() if isinstance(value, str)}


def _wishes(settings: SyncSettings, typed: Mapping[str, str]) -> dict[str, str]:
    """What differs from the present choices, as `choices` wants it."""
    present = _written(settings)
    changed = {name: value for name, value in typed.items() if name in present and value != present[name]}
    return {name: value or "none" for name, value in changed.items()}


def _written(settings: SyncSettings) -> dict[str, str]:
    return {name: setting_words.written(value) for name, value in versions.named(settings).items()}


async def _page(
    request: Request,
    given: Parts,
    place: Place,
    settings: SyncSettings,
    typed: Mapping[str, str],
    *,
    refused: Mapping[str, str] | None = None,
    said: str = "",
    answer: int = 200,
) -> Response:
    connection = place.connection
    kept = await given.store.settings.versions(connection.id, VERSIONS + 1)
    known = [
        Account.model_validate(row) for row in await given.store.reference.get_list(connection.id, "xero_accounts")
    ]
    return await rendering.page(
        request, "settings.html", place, status=answer, typed=_written(settings) | dict(typed), refused=refused or {},
        said=said, cautions=cautions.of(settings), accounts=_accounts(known, settings),
        rounding_accounts=_fitting(
            rounding_choices.usable(known), rounding_choices.CLASSES, settings.rounding.account
        ),
        locked={one for one in Category if await given.store.runs.completed(connection.id, one)},
        versions=[(one, _changes(one)) for one in versions.history(kept)[:VERSIONS]],
        bookmarks=await given.bookmarks.of(connection, settings), words=setting_words, ways=WAYS,
        categories=list(Category), currency=str(connection.organisation.get("base_currency", "")),
    )  # fmt: skip


def _changes(one: versions.Version) -> list[str]:
    return [
        f"{setting_words.called(name)}: {setting_words.shown(was)} → {setting_words.shown(now)}"
        for name, (was, now) in one.changed.items()
    ]


def _accounts(known: Sequence[Account], settings: SyncSettings) -> dict[str, list[tuple[str, str]]]:
    """Field → codes and names that fit."""
    return {
        "default_sales_account": _fitting(known, account_choices.SALES, settings.default_sales_account),
        "default_expense_account": _fitting(known, account_choices.EXPENSE, settings.default_expense_account),
    }


def _fitting(known: Sequence[Account], classes: frozenset[str], present: str | None) -> list[tuple[str, str]]:
    """What is chosen stays in the list, even where it fits no more."""
    fitting = [(one.code, f"{one.code} – {one.name}") for one in known if one.code and one.unfit(classes) is None]
    if present and present not in dict(fitting):
        fitting.append((present, f"{present} (not usable any more)"))
    return fitting
