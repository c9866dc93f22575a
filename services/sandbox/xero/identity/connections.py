"""Which organisations an app may reach, and the checks every bearer token passes."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from services.sandbox.xero.api import refusals
from services.sandbox.xero.api.refusals import CallRefusedError
from services.sandbox.xero.world import Connection, Grant, World, fresh_id


def connect(
    world: World, client_id: str, user_id: str, tenant_ids: list[str], *, auth_event_id: str, now: dt.datetime
) -> None:
    """Connecting again keeps the connection's id and creation time."""
    for tenant_id in tenant_ids:
        key = (client_id, user_id, tenant_id)
        known = next((one for one in world.connections.values() if _key(one) == key), None)
        if known is None:
            one = Connection(fresh_id(), *key, auth_event_id, created=now, updated=now)
            world.connections[one.id] = one
        else:
            known.is_live, known.updated, known.auth_event_id = True, now, auth_event_id


def shown(world: World, one: Connection) -> dict[str, Any]:
    return {
        "id": one.id,
        "authEventId": one.auth_event_id,
        "tenantId": one.tenant_id,
        "tenantType": "ORGANISATION",
        "tenantName": world.books[one.tenant_id].organisation.name,
        "createdDateUtc": _seven_decimals(one.created),
        "updatedDateUtc": _seven_decimals(one.updated),
    }


def bearer_grant(world: World, headers: Mapping[str, str], now: dt.datetime) -> Grant:
    """The grant behind the access token, or a 401."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    known = world.access_tokens.get(token) if scheme.lower() == "bearer" else None
    if known is None:
        raise CallRefusedError(refusals.unauthorised(401, refusals.UNSUCCESSFUL))
    if now >= known.expires:
        raise CallRefusedError(refusals.token_expired(known.expires))
    return world.grants[known.grant_id]


def tenant_of(world: World, grant: Grant, headers: Mapping[str, str]) -> str:
    """The connected organisation the header names, or a 403; a custom connection has only one."""
    live = {one.tenant_id for one in world.live_connections(grant.client_id, grant.user_id)}
    tenant_id = headers.get("xero-tenant-id", "").strip().lower()
    if not tenant_id and world.apps[grant.client_id].may_use_client_credentials and len(live) == 1:
        return live.pop()
    if tenant_id not in live:
        raise CallRefusedError(refusals.unauthorised(403, refusals.UNSUCCESSFUL))
    return tenant_id


def _key(one: Connection) -> tuple[str, str, str]:
    return one.client_id, one.user_id, one.tenant_id


def _seven_decimals(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond:06}0"
