"""The Scoro sandbox's own remote control: seed, limits, settings, dump, webhooks, and a person's work."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.sandbox.common import json
from services.sandbox.common.webhooks import DeliveryFaults
from services.sandbox.scoro.call import Call
from services.sandbox.scoro.control_people import add_people, add_users
from services.sandbox.scoro.records import is_deleted, is_gone
from services.sandbox.scoro.sandbox import MODULES, ScoroSandbox
from services.sandbox.scoro.settings import Profile, ScoroSettings
from services.sandbox.scoro.state import VatMode

FIXED_AT_START = frozenset({"seed", "size", "profile", "hook_timeout_seconds"})
DUMPED = (
    "contacts",
    "products",
    "projects",
    "invoices",
    "prepayments",
    "bills",
    "receipts",
    "financeAccounts",
    "vatCodes",
)


class Seed(BaseModel):
    model_config = ConfigDict(extra="forbid")

    seed: int = 1
    size: Annotated[int, Field(ge=0, le=200_000)] = 300
    profile: Profile = Profile.FROM_SCORO


class LimitsChange(BaseModel):
    """Limits to change; `used_today` moves today's counter."""

    model_config = ConfigDict(extra="forbid")

    requests_per_window: int | None = None
    window_seconds: float | None = None
    requests_per_day: int | None = None
    used_today: Annotated[int, Field(ge=0)] | None = None


class EntityChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    vat_mode: VatMode | None = None
    round_tax_per_line: bool | None = None
    secondary_quantity: bool | None = None
    active_currencies: list[str] | None = None


def scoro_control_router(sandbox: ScoroSandbox) -> APIRouter:
    router = APIRouter(prefix="/_sandbox", tags=["scoro"])
    _seed_and_dump(router, sandbox)
    _settings(router, sandbox)
    _limits(router, sandbox)
    _webhooks(router, sandbox)
    add_people(router, sandbox)
    add_users(router, sandbox)
    return router


def _seed_and_dump(router: APIRouter, sandbox: ScoroSandbox) -> None:
    @router.post("/seed")
    async def seed(wanted: Seed) -> dict[str, Any]:
        """A made-up company instead of everything that was there, webhook subscriptions included."""
        site = sandbox.seed(wanted.seed, wanted.size, wanted.profile)
        return {"entities": list(site.entities), "rows": {name: len(rows) for name, rows in site.tables.items()}}

    @router.get("/dump/{entity_id}")
    async def dump(
        entity_id: str,
        module: Annotated[list[str] | None, Query()] = None,
        *,
        include_deleted: bool = False,
    ) -> Response:
        """All objects of an entity in detailed wire form, by module; spends no limits."""
        entity = sandbox.site.entities.get(entity_id)
        if entity is None or (unknown := set(module or ()) - MODULES.keys()):
            raise HTTPException(404, f"unknown entity {entity_id}" if entity is None else f"unknown modules {unknown}")
        call = sandbox.call(entity, {})
        names = module or DUMPED
        found = {name: list(_rows(name, call, deleted_too=include_deleted)) for name in names}
        return Response(json.encode(found), media_type="application/json")


def _rows(name: str, call: Call, *, deleted_too: bool) -> Iterator[dict[str, Any]]:
    module = MODULES[name]
    for row in call.state.table(name).values():
        is_hidden = is_deleted(row) and (not deleted_too or is_gone(row, call))
        if module.belongs(row, call) and not is_hidden:
            yield module.shown(row, call, detailed=True)


def _settings(router: APIRouter, sandbox: ScoroSandbox) -> None:
    @router.get("/settings")
    async def get_settings() -> dict[str, Any]:
        return sandbox.settings.model_dump(mode="json")

    @router.patch("/settings")
    async def change_settings(changes: dict[str, Any]) -> dict[str, Any]:
        """Switches, as in `services/sandbox/scoro/settings.py`; a reset takes them back."""
        if fixed := FIXED_AT_START & changes.keys():
            raise HTTPException(422, f"fixed when the sandbox starts: {', '.join(sorted(fixed))}")
        _change_settings(sandbox, changes)
        return sandbox.settings.model_dump(mode="json")

    @router.patch("/entities/{entity_id}")
    async def change_entity(entity_id: str, changes: EntityChange) -> dict[str, Any]:
        """Site settings of one entity; documents keep their sums until they are saved again."""
        entity = sandbox.site.entities.get(entity_id)
        if entity is None:
            raise HTTPException(404, f"unknown entity {entity_id}")
        for name, value in changes.model_dump(exclude_none=True).items():
            setattr(entity, name, value)
        return {"entity_id": entity_id} | changes.model_dump(exclude_none=True)


def _change_settings(sandbox: ScoroSandbox, changes: dict[str, Any]) -> None:
    try:
        sandbox.settings = ScoroSettings(**(sandbox.settings.model_dump() | changes))
    except ValidationError as error:
        raise HTTPException(422, str(error)) from error


def _limits(router: APIRouter, sandbox: ScoroSandbox) -> None:
    names = ("requests_per_window", "window_seconds", "requests_per_day")

    def shown() -> dict[str, Any]:
        settings = sandbox.settings.model_dump(include=set(names))
        return (
            settings
            | sandbox.limits.headers(sandbox.controls.clock.now(), sandbox.settings)
            | {"used_today": sandbox.limits.used_today}
        )

    @router.get("/limits")
    async def get_limits() -> dict[str, Any]:
        return shown()

    @router.patch("/limits")
    async def change_limits(changes: LimitsChange) -> dict[str, Any]:
        _change_settings(sandbox, changes.model_dump(include=set(names), exclude_none=True))
        if changes.used_today is not None:
            sandbox.limits.headers(sandbox.controls.clock.now(), sandbox.settings)
            sandbox.limits.used_today = changes.used_today
        return shown()


def _webhooks(router: APIRouter, sandbox: ScoroSandbox) -> None:
    @router.get("/webhooks/attempts")
    async def list_attempts(limit: Annotated[int, Query(ge=1, le=2_000)] = 200) -> list[dict[str, Any]]:
        return sandbox.sender.log(limit)

    @router.get("/webhooks/faults")
    async def get_delivery_faults() -> DeliveryFaults:
        return sandbox.sender.faults

    @router.put("/webhooks/faults")
    async def set_delivery_faults(faults: DeliveryFaults) -> DeliveryFaults:
        sandbox.sender.misbehave(faults)
        return faults

    @router.post("/webhooks/settle")
    async def settle() -> dict[str, int]:
        """Answers once nothing is under way any more."""
        await sandbox.sender.settled()
        return {"under_way": sandbox.sender.under_way}
