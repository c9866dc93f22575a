"""Asking a category what would become of what lies recorded."""

from typing import ClassVar

from pydantic import Field

from shared.contracts.envelope import Category, Message


class PlanRequested(Message):
    """Translate what the preview is about, the next fifty after this entry, and write nothing."""

    topic: ClassVar[str] = "plan.requested"

    preview_id: str = Field(min_length=1)
    category: Category
    after: int = Field(default=0, ge=0)
