"""What the routes are given."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from pydantic import SecretStr

from services.connector.accounts import Accounts
from services.connector.actions.acting import Acting
from services.connector.actions.standing import Standings
from services.connector.asking import Asking
from services.connector.disconnecting import Disconnecting
from services.connector.oauth import OAuth
from services.connector.undoing.working_out import WorkingOut
from services.connector.webhooks.scoro import ScoroHooks
from services.connector.webhooks.xero import XeroHooks
from shared.store.everything import Store


@dataclass(frozen=True, slots=True)
class Parts:
    """The connector's outward side."""

    accounts: Accounts
    disconnecting: Disconnecting
    asking: Asking
    oauth: OAuth
    store: Store
    acting: Acting
    standings: Standings
    undoing: WorkingOut
    scoro_hooks: ScoroHooks
    xero_hooks: XeroHooks
    internal_key: SecretStr
    public_url: str
    healthy: Callable[[], Awaitable[bool]]


def parts(request: Request) -> Parts:
    """Of the application that answers."""
    found: Parts = request.app.state.parts
    return found


Given = Annotated[Parts, Depends(parts)]
