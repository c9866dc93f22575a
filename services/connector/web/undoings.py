"""Working out an undoing, for the console and the command line; confirming it is theirs."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from services.connector.undoing.working_out import MOST, Wish
from services.connector.web.connections import REFUSALS, insider
from services.connector.web.parts import Given
from shared.contracts.envelope import Category

router = APIRouter(
    prefix="/connections/{connection_id}/undoings",
    tags=["connections"],
    dependencies=[Depends(insider)],
    responses=REFUSALS,
)
Name = Annotated[str, Field(min_length=1, max_length=100)]


class UndoIn(BaseModel):
    """What is to be undone: a run, or objects of a category by number or id."""

    model_config = ConfigDict(extra="forbid")

    by: str = Field(min_length=1, max_length=100, description="Who asks, for the record")
    run_id: UUID | None = None
    category: Category | None = None
    names: list[Name] = Field(default_factory=list, max_length=MOST)
    object_ids: list[Name] = Field(default_factory=list, max_length=MOST, description="Ids in Scoro")
    payments: bool = Field(default=False, description="Delete payments that are not reconciled, too")


class UndoOut(BaseModel):
    """Where the plan lies."""

    id: str


@router.post("", status_code=201)
async def plan(connection_id: str, wish: UndoIn, given: Given) -> UndoOut:
    """Work out what it takes, and what cannot be undone and why; nothing is touched."""
    connection = await given.store.connections.get(connection_id)
    wanted = Wish(
        wish.by, wish.run_id, wish.category, tuple(wish.names), tuple(wish.object_ids), payments=wish.payments
    )
    return UndoOut(id=(await given.undoing.plan(connection, wanted)).id)
