"""Bodies of the control API."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LimitsBody(Body):
    """What is not sent stays. Without `organisation`: for all that have no limits of their own, and the app minute."""

    organisation: str | None = None
    concurrent: Annotated[int, Field(ge=1)] | None = None
    per_minute: Annotated[int, Field(ge=1)] | None = None
    per_day: Annotated[int, Field(ge=1)] | None = None
    latency_seconds: Annotated[float, Field(ge=0, le=60)] | None = None
    app_per_minute: Annotated[int, Field(ge=1)] | None = None


class OrganisationBody(Body):
    """What is not sent stays; an explicit null lifts a lock date."""

    period_lock_date: dt.date | None = None
    end_of_year_lock_date: dt.date | None = None
    user_is_adviser: bool = False
    has_multicurrency: bool = True
    ignores_unknown_tracking: bool = False
    day_rates: dict[str, Decimal] = Field(default_factory=dict)
    currencies: list[str] = Field(default_factory=list)
    """All subscribed currencies besides the base one."""


class TokensBody(Body):
    """Tokens without the consent page."""

    organisations: list[str] = Field(min_length=1)
    client_id: str | None = None
    user: str | None = None
    """E-mail address."""
    scope: str = (
        "openid profile email offline_access accounting.invoices accounting.payments accounting.banktransactions.read "
        "accounting.contacts accounting.settings accounting.attachments"
    )


class ExpireBody(Body):
    kind: Literal["access", "refresh", "all"] = "access"
    client_id: str | None = None


class DisconnectBody(Body):
    organisation: str
    client_id: str | None = None


class WebhookBody(Body):
    url: str
    key: str
    client_id: str | None = None


class SwitchesBody(Body):
    missing_scope_status: Literal[401, 403] = 401


class PersonBody(Body):
    """What a person does in Xero's screens. Documents by id or number, accounts by id or code, others by id or name."""

    action: Literal[
        "pay", "unpay", "overpay", "void", "delete", "approve", "archive", "restore", "rename", "merge", "allocate",
        "unallocate", "reconcile", "unreconcile", "call", "note_website",
    ]  # fmt: skip
    invoice: str = ""
    credit_note: str = ""
    prepayment: str = ""
    overpayment: str = ""
    payment: str = ""
    allocation: str = ""
    contact: str = ""
    into: str = ""
    """Who stays after a merge."""
    account: str = ""
    """To pay from or into (090 if none is named), or to archive, restore, delete, rename."""
    tax_rate: str = ""
    """TaxType or name, to archive, restore or delete."""
    category: str = ""
    """Of tracking, to archive, restore, delete or rename; with `option` only that option of it."""
    option: str = ""
    name: str = ""
    """What something is renamed to."""
    amount: Decimal | None = None
    """None = all that is outstanding."""
    date: dt.date | None = None
    reference: str = ""
    method: Literal["GET", "PUT", "POST", "DELETE"] = "GET"
    path: str = ""
    """For `call`, below /api.xro/2.0, with query."""
    body: dict[str, Any] | None = None
