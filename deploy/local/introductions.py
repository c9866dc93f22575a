"""What a person does once on the pages of a real Xero app, done with the pretend one."""

from http import HTTPStatus

import httpx

from deploy.local.errors import LocalError
from deploy.local.services import XERO, Surroundings

HOOK_PATH = "/webhooks/xero"
SECONDS = 30


def register_xero_webhook(around: Surroundings) -> None:
    """Do it for a stack of this machine."""
    name_receiver(around.address(XERO), around.public_url, around.keys.xero_webhook_key)


def name_receiver(xero: str, connector: str, key: str) -> None:
    """Name the connector as the receiver of Xero's webhooks, unless it is named and has proved itself already."""
    url = connector + HOOK_PATH
    with httpx.Client(base_url=xero, timeout=SECONDS, trust_env=False) as sandbox:
        known = sandbox.get("/_sandbox/webhook")
        if known.status_code == HTTPStatus.OK and (known.json()["url"], known.json()["status"]) == (url, "OK"):
            return
        answer = sandbox.put("/_sandbox/webhook", json={"url": url, "key": key})
        if answer.status_code != HTTPStatus.OK or answer.json()["status"] != "OK":
            raise LocalError(f"The Xero sandbox did not accept {url} for its webhooks: {answer.text}")
