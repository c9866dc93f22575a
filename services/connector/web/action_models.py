"""What goes in and out where single objects are asked for."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from services.connector.actions.asked import Asked, Verb
from services.connector.actions.kinds import BY_NAME, NAMES, PAID, RECEIPT
from services.connector.actions.standing import UNDER_WAY, WAITING, Standing
from services.connector.actions.words import advised, sentence
from shared.store.actions import Ended, Via


def _known(kind: str) -> str:
    if kind not in NAMES:
        raise ValueError(f"must be one of: {', '.join(NAMES)}")
    return kind


KindName = Annotated[
    str,
    AfterValidator(_known),
    Field(
        json_schema_extra={"enum": list(NAMES)},
        description="What it is; `receipt` names an invoice, a credit note or a bill and pulls all that was paid on it",
    ),
]
STATES = (*Ended, UNDER_WAY, WAITING)


class ActionIn(BaseModel):
    """One object that is to cross now. Name it by exactly one of `object`, `scoro_id`, `xero_id`."""

    model_config = ConfigDict(extra="forbid")

    kind: KindName
    action: Verb | None = Field(
        default=None, description="Refused where the category travels the other way; left out: whichever way it travels"
    )
    object: str = Field(default="", max_length=500, description="Number or name, else the id in Scoro or in Xero")
    scoro_id: str = Field(default="", max_length=20, pattern=r"^\d*$", description="Id in Scoro")
    xero_id: str = Field(default="", max_length=36, pattern=r"^[0-9A-Fa-f-]*$", description="Id in Xero")
    asked_by: str = Field(default="", max_length=100, description="Who asks, for the record")

    @model_validator(mode="after")
    def _one_name(self) -> Self:
        names = [name for name in (self.object.strip(), self.scoro_id, self.xero_id) if name]
        if len(names) != 1:
            raise ValueError("name the object by exactly one of object, scoro_id, xero_id")
        return self

    def asked(self) -> Asked:
        """As the door takes it."""
        is_receipt = self.kind == RECEIPT
        return Asked(
            PAID if is_receipt else (BY_NAME[self.kind],), self.action, receipts=is_receipt,
            name=self.object.strip(), scoro_id=self.scoro_id, xero_id=self.xero_id.lower(),
        )  # fmt: skip


EXAMPLES: dict[str, Any] = {
    "number": {"summary": "An invoice by its number", "value": {"action": "send", "kind": "invoice", "object": "1003"}},
    "name": {"summary": "A contact, whichever way it travels", "value": {"kind": "contact", "object": "Nordic Oy"}},
    "paid": {"summary": "What was paid on an invoice", "value": {"kind": "receipt", "object": "INV-0012"}},
    "id": {"summary": "By an id", "value": {"action": "send", "kind": "credit_note", "scoro_id": "4101"}},
}


class AdviceOut(BaseModel):
    """What a person may do about it."""

    title: str
    why: str
    fix: str


class ParentOut(BaseModel):
    """Something that must cross first."""

    kind: str
    id: str
    number: str
    code: str | None = Field(default=None, description="Why it needs a person, where it does")


class ActionOut(BaseModel):
    """How it stands."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0f1c9a", "action": "send", "kind": "invoice", "number": "1003", "scoro_id": "4101",
                    "xero_id": "60aa0000-0000-4000-8000-000000000001", "state": "created", "done": True,
                    "message": "Invoice 1003 was created in Xero.", "asked_at": "2026-11-22T10:15:00Z",
                    "asked_by": "Mari (ERP)", "asked_via": "api", "ended_at": "2026-11-22T10:15:01Z",
                }
            ]
        }
    )  # fmt: skip

    id: str
    action: Verb
    kind: str
    number: str
    scoro_id: str | None = None
    xero_id: str | None = None
    state: str = Field(json_schema_extra={"enum": list(STATES)}, description="`done` says whether it changes by itself")
    done: bool = Field(description="Nothing more happens without a person; else ask again")
    message: str = Field(description="One sentence for people")
    code: str | None = Field(default=None, description="Of the rule or the problem, for programs")
    advice: AdviceOut | None = None
    said: str | None = Field(default=None, description="What Xero or Scoro said, in their own words")
    waits_for: list[ParentOut] = Field(default_factory=list)
    due_at: dt.datetime | None = Field(default=None, description="When it is tried again by itself")
    asked_at: dt.datetime
    asked_by: str
    asked_via: Via
    ended_at: dt.datetime | None = None
    others: list[str] = Field(
        default_factory=list, description="Ids of actions that were begun with it: a document may have several receipts"
    )


def shown(standing: Standing, others: Sequence[str] = ()) -> ActionOut:
    """For whoever asked."""
    action, words = standing.action, advised(standing)
    ids = {action.key.system: action.key.object_id, _other(action.key.system): standing.counterpart_id}
    return ActionOut(
        id=action.id,
        action=Verb.SEND if action.key.system == "scoro" and action.kind != RECEIPT else Verb.PULL,
        kind=action.kind,
        number=action.number,
        scoro_id=ids["scoro"],
        xero_id=ids["xero"],
        state=standing.state,
        done=standing.is_over,
        message=sentence(standing),
        code=standing.code,
        advice=AdviceOut(title=words.title, why=words.why, fix=words.fix) if words else None,
        said=standing.said or None,
        waits_for=[ParentOut(kind=one.kind, id=one.object_id, number=one.number, code=one.code)
                   for one in standing.waits_for],
        due_at=standing.due_at,
        asked_at=action.asked_at,
        asked_by=action.by,
        asked_via=action.via,
        ended_at=action.ended_at,
        others=list(others),
    )  # fmt: skip


def _other(system: str) -> str:
    return "xero" if system == "scoro" else "scoro"
