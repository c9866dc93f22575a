"""What a small run leaves in its logs, at their most talkative: no secret, nothing about a person, no document."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from shared.contracts.envelope import Category
from shared.logging import STEPS
from shared.store.changes import CALLS
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.sending import begin, in_xero, problems
from tests.integration.whole.world import Whole

PERSONAL = {
    "name": "Wilhelmina Ostertag",
    "email": "wilhelmina.ostertag@harbour.example",
    "phone": "+44 113 496 0741",
    "street": "17 Marigold Terrace",
    "registration": "GB417263548",
    "account": "GB29NWBK60161331926819",
    "line": "Counselling after bereavement",
    "comment": "pays from her late husband's estate",
}
SECRETS = ("ScoroAPI_sandbox",)


@pytest.fixture
def logs() -> Iterator[io.StringIO]:
    """Everything that is logged at DEBUG, as production writes it; other libraries too."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.WARNING)  # as in production, whatever level is chosen for our own lines
    structlog.configure(
        processors=[*STEPS, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG),
        logger_factory=structlog.WriteLoggerFactory(written),
        cache_logger_on_first_use=False,
    )
    yield written
    structlog.reset_defaults()
    root.removeHandler(handler)
    root.setLevel(before)


async def something_of_everything(whole: Whole) -> None:
    """A person as a contact, invoices that cross, are refused, get no clear answer, and a stuck call."""
    client = await begin(whole)
    await whole.desk.edit(
        "contacts",
        client,
        name=PERSONAL["name"],
        id_code=PERSONAL["registration"],
        bankaccount=PERSONAL["account"],
        comments=PERSONAL["comment"],
        means_of_contact={"email": [PERSONAL["email"]], "phone": [PERSONAL["phone"]]},
        addresses=[{"street": PERSONAL["street"], "city": "Leeds", "country": "gbr"}],
    )
    organisation = f"organisations/{whole.desk.organisation}"
    await whole.desk.xero.post(organisation, {"period_lock_date": "2026-10-31"}, method="PATCH")
    row = {"comment": PERSONAL["line"], "price": "95", "amount": "1"}
    for number, date in (("1001", "2026-11-05"), ("1002", "2026-10-05")):
        await whole.desk.make_invoice(client, no=number, date=date, is_sent=1, lines=[row])
    await whole.sync()
    await whole.desk.make_invoice(client, no="1003", date="2026-11-06", is_sent=1, lines=[row])
    await whole.desk.xero.post("faults", {"kind": "reset", "path": "*/Invoices", "carried_out": True, "count": 1})
    await whole.desk.scoro.post("faults", {"kind": "status", "path": "*/invoices/*", "status": 500, "count": 1})
    await whole.sync("tick")
    await whole.sync()


async def test_no_line_tells_a_secret_or_anything_of_a_person(whole: Whole, logs: io.StringIO) -> None:
    await something_of_everything(whole)

    text = logs.getvalue()
    tokens = await whole.desk.store.tokens.get("user")
    assert tokens is not None
    secrets = {*SECRETS, tokens.access_token.get_secret_value(), tokens.refresh_token.get_secret_value()}
    keys = {row["idempotency_key"] async for row in whole.desk.store.database.collection(CALLS).find({})}
    assert "1002" in await problems(whole), "the run was to have a refusal"
    assert "1001" in await in_xero(whole), "and something that crossed"
    assert keys
    assert PERSONAL["email"] in str(await whole.xero_books()), "and a person was in it"
    lines = [line for line in text.splitlines() if line.startswith("{")]
    assert len(lines) > 50
    assert {json.loads(line).get("connection_id") for line in lines} & {CONNECTION}
    assert [name for name, value in PERSONAL.items() if value in text or json.dumps(value)[1:-1] in text] == []
    assert [secret for secret in secrets if secret in text] == []
    assert not {"LineItems", "EmailAddress", "UnitAmount", '"lines"'} & set(text.split())


async def test_a_line_that_breaks_is_told_without_its_values(whole: Whole, logs: io.StringIO) -> None:
    """A defect in the middle: the trace shows code, not what it worked on."""
    client = await begin(whole)
    await whole.desk.edit("contacts", client, name=PERSONAL["name"])
    await whole.desk.xero.post(
        "faults",
        {"kind": "status", "path": "*/Contacts*", "status": 200, "body": json.dumps({"Contacts": "x"}), "count": 1},
    )

    await whole.want(Category.CONTACTS, "scoro", client)

    assert PERSONAL["name"] not in logs.getvalue()
