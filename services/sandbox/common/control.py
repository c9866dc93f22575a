"""The control API every sandbox has under `/_sandbox/`: a person's or a test's remote control, outside the product."""

import asyncio
import datetime as dt
from dataclasses import dataclass, field
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, FastAPI, HTTPException, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.sandbox.common.clock import SandboxClock
from services.sandbox.common.faultlayer import FaultMiddleware
from services.sandbox.common.faults import FaultRule, Faults
from services.sandbox.common.requestlog import RequestLog, RequestLogMiddleware
from services.sandbox.common.snapshots import Snapshots, UnknownSnapshotError


class Stateful(Protocol):
    """What the control API needs of a sandbox besides the common parts."""

    @property
    def name(self) -> str: ...

    def state(self) -> object:
        """The whole state as plain values; it is copied, not kept."""

    def put_state(self, state: object) -> None:
        """Go on from this state (a copy of one that `state` gave)."""

    async def reset(self) -> None:
        """Back to how the process started: empty or seeded, default limits."""


@dataclass(frozen=True, slots=True)
class Controls:
    """The common parts of one sandbox."""

    clock: SandboxClock = field(default_factory=SandboxClock)
    faults: Faults = field(default_factory=Faults)
    requests: RequestLog = field(default_factory=RequestLog)
    snapshots: Snapshots = field(default_factory=Snapshots)

    def attach(self, app: FastAPI, sandbox: Stateful) -> None:
        """Middleware (log outside, faults inside it) and the common control API."""
        app.add_middleware(FaultMiddleware, faults=self.faults)
        app.add_middleware(RequestLogMiddleware, log=self.requests, clock=self.clock)
        app.include_router(control_router(self, sandbox))


class ClockMove(BaseModel):
    model_config = ConfigDict(extra="forbid")

    at: AwareDatetime | None = None
    """Set to this moment; None with `real` = back to real time."""
    frozen: bool = False
    real: bool = False


class ClockStep(BaseModel):
    model_config = ConfigDict(extra="forbid")

    seconds: Annotated[float, Field(ge=0)]


def control_router(controls: Controls, sandbox: Stateful) -> APIRouter:
    router = APIRouter(prefix="/_sandbox", tags=["sandbox"])
    _health(router, controls, sandbox)
    _clock(router, controls)
    _faults(router, controls)
    _requests(router, controls)
    _snapshots(router, controls, sandbox)
    return router


def _health(router: APIRouter, controls: Controls, sandbox: Stateful) -> None:
    @router.get("/health")
    async def health() -> dict[str, Any]:
        return {"status": "ok", "sandbox": sandbox.name, "now": controls.clock.now().isoformat()}

    @router.post("/reset")
    async def reset() -> dict[str, str]:
        """Everything as after the start; snapshots are kept."""
        controls.clock.reset()
        controls.faults.clear()
        await sandbox.reset()
        controls.requests.clear()
        return {"status": "ok"}


def _clock(router: APIRouter, controls: Controls) -> None:
    clock = controls.clock

    def shown() -> dict[str, Any]:
        return {"now": clock.now().isoformat(), "frozen": clock.is_frozen}

    @router.get("/clock")
    async def get_clock() -> dict[str, Any]:
        return shown()

    @router.put("/clock")
    async def set_clock(move: ClockMove) -> dict[str, Any]:
        if move.real == (move.at is not None):
            raise HTTPException(422, "give either `at` (with offset) or `real: true`")
        if move.at is None:
            clock.reset()
        else:
            clock.set(move.at, frozen=move.frozen)
        await asyncio.sleep(0)
        return shown()

    @router.post("/clock/advance")
    async def advance_clock(step: ClockStep) -> dict[str, Any]:
        clock.advance(dt.timedelta(seconds=step.seconds))
        await asyncio.sleep(0)
        return shown()


def _faults(router: APIRouter, controls: Controls) -> None:
    faults = controls.faults

    @router.get("/faults")
    async def list_faults() -> list[dict[str, Any]]:
        return faults.listed()

    @router.post("/faults", status_code=201)
    async def add_fault(rule: FaultRule) -> dict[str, Any]:
        return faults.add(rule).shown()

    @router.delete("/faults", status_code=204)
    async def clear_faults() -> None:
        faults.clear()

    @router.delete("/faults/{number}", status_code=204)
    async def remove_fault(number: int) -> None:
        if not faults.remove(number):
            raise HTTPException(404, f"no fault rule {number}")


def _requests(router: APIRouter, controls: Controls) -> None:
    @router.get("/requests")
    async def list_requests(limit: Annotated[int, Query(ge=1, le=5_000)] = 100) -> list[dict[str, Any]]:
        return controls.requests.newest(limit)

    @router.get("/counters")
    async def get_counters() -> dict[str, Any]:
        return controls.requests.counters()

    @router.delete("/counters", status_code=204)
    async def reset_counters() -> None:
        controls.requests.clear()


def _snapshots(router: APIRouter, controls: Controls, sandbox: Stateful) -> None:
    snapshots = controls.snapshots

    @router.get("/snapshots")
    async def list_snapshots() -> list[str]:
        return snapshots.names

    @router.post("/snapshot/{name}", status_code=201)
    async def save_snapshot(name: str) -> dict[str, Any]:
        return {"name": name, "bytes": snapshots.save(name, sandbox.state())}

    @router.post("/snapshot/{name}/restore")
    async def restore_snapshot(name: str) -> dict[str, str]:
        try:
            sandbox.put_state(snapshots.restore(name))
        except UnknownSnapshotError as error:
            raise HTTPException(404, str(error)) from error
        return {"name": name}

    @router.delete("/snapshot/{name}", status_code=204)
    async def delete_snapshot(name: str) -> None:
        try:
            snapshots.delete(name)
        except UnknownSnapshotError as error:
            raise HTTPException(404, str(error)) from error
