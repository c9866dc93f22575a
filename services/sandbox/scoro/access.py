"""Who may call: the company's key, or one user by his token, with that user's rights only.

The key may do everything. What a user may not do is refused with 403, whatever exists (documented); how rights are kept
and what `permissions` blocks look like is assumed.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from services.sandbox.scoro.call import Call
from services.sandbox.scoro.errors import BadRequestError, ForbiddenError, NotAuthenticatedError
from services.sandbox.scoro.settings import ScoroSettings
from services.sandbox.scoro.state import Row, State


class Right(StrEnum):
    """What a user may do in one module."""

    NONE = "none"
    READ = "read"
    WRITE = "write"


READING = frozenset({"list", "view", "settings"})


def caller(body: Mapping[str, Any], state: State, settings: ScoroSettings) -> Row | None:
    """The user whose token is shown; None = the company itself. Either is enough, neither may be wrong."""
    key, token = body.get("apiKey"), body.get("user_token")
    if not key and not token:
        raise NotAuthenticatedError("API key is missing")
    if key and key != settings.api_key:
        raise ForbiddenError("API key is not valid")
    return _user(token, state) if token else None


def _user(token: Any, state: State) -> Row:
    user = state.find("users", state.tokens.get(str(token), 0))
    if user is None or user["status"] != "active":
        raise ForbiddenError("User token is not valid")
    return user


def new_token(body: Mapping[str, Any], state: State, settings: ScoroSettings) -> dict[str, Any]:
    """`userAuth/modify`: name and password stand at the top, beside `request`."""
    for name in ("username", "password", "device_type", "device_name", "device_id"):
        if not body.get(name):
            raise BadRequestError(f"{name} is required")
    users = (row for row in state.table("users").values() if row["status"] == "active")
    user = next((row for row in users if row["username"] == body["username"]), None)
    if user is None or body["password"] != settings.user_password:
        raise ForbiddenError("Username or password is not valid")
    token = f"user-{user['id']}-{state.next_id('tokens')}"
    state.tokens[token] = user["id"]
    return {"user_id": user["id"], "token": token}


def check(module: str, action: str, call: Call) -> None:
    """Refuse what this user may not do here."""
    if call.user is None:
        return
    if call.entity.entity_id not in call.user.get("_entities", call.state.entities):
        raise ForbiddenError("No permission for this company account")
    needed = (Right.READ, Right.WRITE) if action in READING else (Right.WRITE,)
    if right(call.user, module) not in needed:
        raise ForbiddenError(f"No permission for {module}")


def right(user: Row, module: str) -> Right:
    rights: Mapping[str, Right] = user.get("_rights", {})
    return rights.get(module, Right.WRITE)


def permissions(module: str, user: Row) -> dict[str, int]:
    """The block that every object gains for a user."""
    writes = int(right(user, module) is Right.WRITE)
    return {"view": 1, "modify": writes, "delete": writes}
