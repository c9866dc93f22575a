"""Making options of a tracking category in Xero."""

from typing import Any
from uuid import uuid4

from shared.budget import Lane
from shared.jsonio import dumps
from shared.xero.client import XeroClient, rebuilt
from shared.xero.errors import DamagedAnswerError


async def create_option(xero: XeroClient, category_id: str, name: str, *, lane: Lane) -> dict[str, Any]:
    """The option as Xero made it. It keeps no two of one name, so that nothing is recorded before.

    Raises UnclearError where it may have been made; RefusedError, also where the category has one of that name.
    """
    resource = f"TrackingCategories/{category_id}/Options"
    request = rebuilt("PUT", f"/{resource}", {}, body=dumps({"Name": name}), idempotency_key=uuid4().hex)
    [result] = xero.read_elements(resource, await xero.send_seen(request, lane=lane), sent=1)
    if not result.is_ok:
        raise result.error
    if not result.body.get("TrackingOptionID"):
        raise DamagedAnswerError(f"write of {resource}: an option without an id")
    return result.body
