"""*Trigger buttons*: custom fields of Scoro's pages that post the object they stand on to an address.

Documented is that they exist and that their address must pass the same checks as a webhook's. Assumed: they post what
a webhook posts, once, and show the person nothing but whether it was taken. No public action makes or lists them.
"""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict

from services.sandbox.scoro.call import Call
from services.sandbox.scoro.errors import ApiError
from services.sandbox.scoro.hooks import delivery
from services.sandbox.scoro.records import found
from services.sandbox.scoro.sandbox import MODULES, ScoroSandbox
from services.sandbox.scoro.subscriptions import checked_url

TABLE = "buttons"


class Button(BaseModel):
    model_config = ConfigDict(extra="forbid")

    url: str


def button_router(sandbox: ScoroSandbox) -> APIRouter:
    router = APIRouter(prefix="/_sandbox/buttons/{entity_id}", tags=["scoro"])

    @router.post("/{module}", status_code=201)
    async def place(entity_id: str, module: str, button: Button) -> dict[str, Any]:
        """An administrator adds the custom field; its address is checked now."""
        if module not in MODULES:
            raise HTTPException(404, f"unknown module {module}")
        call = _call(sandbox, entity_id)
        try:
            url = await checked_url(button.url, call, sandbox.sender)
        except ApiError as error:
            raise HTTPException(error.code, error.messages) from error
        number = call.state.next_id(TABLE)
        call.state.table(TABLE)[number] = {"id": number, "module": module, "url": url}
        return {"id": number, "module": module, "url": url}

    @router.post("/{button_id}/press/{row_id}")
    async def press(entity_id: str, button_id: int, row_id: int) -> dict[str, Any]:
        """A person presses it on an object; answers how the post went."""
        call = _call(sandbox, entity_id)
        button = call.state.find(TABLE, button_id)
        if button is None:
            raise HTTPException(404, f"no button {button_id}")
        module = MODULES[button["module"]]
        try:
            row = found(module, row_id, call)
        except ApiError as error:
            raise HTTPException(error.code, error.messages) from error
        return asdict(await sandbox.sender.send_now(delivery(button["url"], module, row, call, label="press")))

    return router


def _call(sandbox: ScoroSandbox, entity_id: str) -> Call:
    entity = sandbox.site.entities.get(entity_id)
    if entity is None:
        raise HTTPException(404, f"unknown entity {entity_id}")
    return sandbox.call(entity, {})
