"""What goes in and out of the internal API."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from services.connector import checks
from shared.contracts.envelope import Category, System
from shared.store.connections import Connection, ConnectionState
from shared.store.consents import Candidate


class NewConnectionIn(BaseModel):
    """A Scoro entity that is to be connected."""

    model_config = ConfigDict(extra="forbid")

    site_url: str = Field(
        max_length=500, description="Address of the Scoro site", examples=["https://acme.scoro.com/api/v2"]
    )
    entity: str = Field(min_length=1, max_length=200, description="Scoro's id of the business entity")
    api_key: SecretStr = Field(min_length=1, max_length=500, description="The site's API key; kept encrypted")
    time_zone: str = Field(default="UTC", max_length=100, description="IANA name of the site's time zone")


class ChoiceIn(BaseModel):
    """The Xero organisation that a person chose."""

    model_config = ConfigDict(extra="forbid")

    tenant_id: str = Field(min_length=1, max_length=100, description="One of `choices`")


class KeyIn(BaseModel):
    """A new key for a site that is connected."""

    model_config = ConfigDict(extra="forbid")

    api_key: SecretStr = Field(min_length=1, max_length=500, description="The site's API key; kept encrypted")


class GateOut(BaseModel):
    """Why something may not go now."""

    code: str
    system: System | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = Field(default=None, description="It opens by itself then; none: a person is needed")
    category: Category | None = Field(default=None, description="Only for this category; none: for all")
    said: str = ""


class OrganisationOut(BaseModel):
    """An organisation that may be chosen."""

    tenant_id: str
    name: str


class WarningOut(BaseModel):
    """Worth knowing, and no reason to stop."""

    code: str
    message: str
    codes: list[str] = Field(default_factory=list, description="Currencies or modules that are meant")


class ProblemOut(BaseModel):
    """Why something was refused."""

    code: str
    message: str
    field: str | None = None


class ConnectionOut(BaseModel):
    """A connection as it stands; secrets are never given out."""

    id: str
    site_url: str
    entity: str
    time_zone: str
    state: ConnectionState = Field(description="R10; `connected` and `active` work")
    works: bool
    organisation: dict[str, Any] = Field(description="Name, base currency, short code of the Xero organisation")
    company: dict[str, Any] = Field(description="Name, base and active currencies of the Scoro site")
    tenant_id: str | None = None
    first_connected_at: dt.datetime | None = None
    missing_currencies: list[str] = Field(description="Used in Xero, not active in Scoro (R7)")
    broken: str | None = Field(default=None, description="Why it is broken")
    signed_in_at: dt.datetime | None = Field(default=None, description="When a sign-in at Xero last came to its end")
    refusal: ProblemOut | None = Field(default=None, description="Why the last sign-in came to nothing")
    gates: list[GateOut] = Field(description="What keeps objects from crossing, now or until lately")
    farewell: list[System] = Field(description="Systems that still have to be told that it was ended")
    warnings: list[WarningOut]
    choices: list[OrganisationOut] = Field(description="Organisations that wait for a choice")


class BookmarkOut(BaseModel):
    """A filter that people saved in Scoro."""

    id: str
    name: str


class SignInOut(BaseModel):
    """Where a person goes on."""

    authorise_url: str = Field(description="Open in a browser; good once, for a quarter of an hour")


class CreatedOut(SignInOut):
    """A new connection and where a person signs in at Xero."""

    connection: ConnectionOut


class ButtonOut(BaseModel):
    """Where a button in Scoro posts."""

    url: str = Field(description="As good as a password: whoever knows it can send and pull single objects")
    receipts_url: str = Field(description="The same for a button that pulls what was paid on an invoice or bill")


def shown(connection: Connection, choices: Sequence[Candidate] = ()) -> ConnectionOut:
    """A connection without its secrets."""
    return ConnectionOut(
        id=connection.id,
        site_url=connection.site_url,
        entity=connection.entity,
        time_zone=connection.time_zone,
        state=connection.state,
        works=connection.works,
        organisation=connection.organisation,
        company=connection.company,
        tenant_id=connection.tenant_id,
        first_connected_at=connection.first_connected_at,
        missing_currencies=list(connection.missing_currencies),
        broken=connection.broken,
        signed_in_at=connection.signed_in_at,
        refusal=ProblemOut(**connection.refusal) if connection.refusal else None,
        gates=[
            GateOut(
                code=gate.code,
                system=gate.system,
                since=gate.since,
                until=gate.until,
                category=gate.category,
                said=gate.text,
            )
            for gate in connection.gates
        ],
        farewell=list(connection.farewell),
        warnings=[
            WarningOut(code=one.code, message=one.message, codes=list(one.codes)) for one in checks.warnings(connection)
        ],
        choices=[OrganisationOut(tenant_id=one.tenant_id, name=one.name) for one in choices],
    )
