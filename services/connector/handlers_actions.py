"""Buttons pressed in Scoro, one call each."""

from typing import Annotated

from faststream.rabbit import RabbitRouter

from services.connector.actions.buttons import Buttons
from shared.contracts.sync import ActionRequested
from shared.messaging.app import inbox
from shared.messaging.given import Given

router = RabbitRouter()


@router.subscriber(**inbox("connector.actions"))
async def on_action_requested(event: ActionRequested, buttons: Annotated[Buttons, Given()]) -> None:
    """Let the object cross."""
    await buttons.pressed(event)
