"""The part of the remote control that is people's work: what they do in Scoro's pages and settings."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.sandbox.common import json
from services.sandbox.scoro.access import Right
from services.sandbox.scoro.errors import ApiError
from services.sandbox.scoro.people import Person
from services.sandbox.scoro.sandbox import ScoroSandbox


class Credit(BaseModel):
    model_config = ConfigDict(extra="forbid")

    share: Annotated[Decimal, Field(gt=0, le=1)] = Decimal(1)


class Payment(BaseModel):
    model_config = ConfigDict(extra="forbid")

    amount: Decimal | None = None
    """None = all that is due; below zero on an invoice = money back."""
    date: dt.date | None = None
    """None = today."""
    receipt_account_id: int = 0


class UserChange(BaseModel):
    """What an administrator changes about a user; absent keys keep their value."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["active", "inactive"] | None = None
    rights: dict[str, Right] | None = None
    """By module; modules that are not named may be written."""
    entities: list[str] | None = None
    """Where the user may work."""


class SentMark(BaseModel):
    model_config = ConfigDict(extra="forbid")

    is_sent: bool = True


async def _exact_object(request: Request) -> dict[str, Any]:
    """The body with exact decimals, as the API reads it."""
    try:
        body = json.decode(await request.body())
    except json.NotJsonError as error:
        raise HTTPException(422, str(error)) from error
    if not isinstance(body, dict):
        raise HTTPException(422, "the body must be an object of fields")
    return body


Fields = Annotated[dict[str, Any], Depends(_exact_object)]


def add_people(router: APIRouter, sandbox: ScoroSandbox) -> None:
    person = "/ui/{entity_id}"

    def work(entity_id: str, user_id: int) -> Person:
        return Person(sandbox, entity_id, user_id)

    @router.post(person + "/{module}", status_code=201)
    async def create(entity_id: str, module: str, fields: Fields, user_id: int = 1) -> Response:
        return _shown(lambda: work(entity_id, user_id).save(module, 0, fields), 201)

    @router.patch(person + "/{module}/{row_id}")
    async def edit(entity_id: str, module: str, row_id: int, fields: Fields, user_id: int = 1) -> Response:
        return _shown(lambda: work(entity_id, user_id).save(module, row_id, fields))

    @router.delete(person + "/{module}/{row_id}")
    async def delete(entity_id: str, module: str, row_id: int, user_id: int = 1) -> Response:
        return _shown(lambda: work(entity_id, user_id).delete(module, row_id))

    @router.post(person + "/invoices/{row_id}/sent")
    async def mark_sent(entity_id: str, row_id: int, mark: SentMark, user_id: int = 1) -> Response:
        return _shown(lambda: work(entity_id, user_id).save("invoices", row_id, {"is_sent": mark.is_sent}))

    @router.post(person + "/invoices/{row_id}/credit", status_code=201)
    async def credit(entity_id: str, row_id: int, wanted: Credit, user_id: int = 1) -> Response:
        return _shown(lambda: work(entity_id, user_id).credit(row_id, wanted.share), 201)

    @router.post(person + "/{module}/{row_id}/pay")
    async def pay(entity_id: str, module: str, row_id: int, payment: Payment, user_id: int = 1) -> Response:
        """For invoices, prepayments and bills."""
        receipt = payment.model_dump(include={"date", "receipt_account_id"}, mode="json")
        return _shown(lambda: work(entity_id, user_id).pay(module, row_id, payment.amount, receipt))


def add_users(router: APIRouter, sandbox: ScoroSandbox) -> None:
    @router.patch("/users/{user_id}")
    async def change_user(user_id: int, changes: UserChange) -> dict[str, Any]:
        """Status, rights and entities of one user."""
        user = sandbox.site.find("users", user_id)
        if user is None:
            raise HTTPException(404, f"unknown user {user_id}")
        given = changes.model_dump(exclude_none=True)
        if "status" in given:
            user |= {"status": given["status"], "is_active": given["status"] == "active"}
        user |= {f"_{name}": given[name] for name in ("rights", "entities") if name in given}
        sandbox.site.version += 1
        return {"user_id": user_id} | given


def _shown(act: Callable[[], dict[str, Any]], status: int = 200) -> Response:
    """What Scoro's pages refuse has the code and text of the API."""
    try:
        return Response(json.encode(act()), status, media_type="application/json")
    except ApiError as error:
        raise HTTPException(error.code, error.messages) from error
