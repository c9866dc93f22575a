import base64
import datetime as dt
import hashlib
import hmac

import pytest

from services.connector.echoes import is_echo
from services.connector.webhooks import scoro, xero
from services.connector.webhooks.errors import MalformedHookError
from shared.contracts.envelope import Category
from shared.store.connections import Connection, ConnectionState
from shared.store.records import Link
from shared.sync.settings import CategorySettings, Direction, SyncSettings
from shared.xero.wire import moment

KEY = b"a key"
BODY = b'{"events":[],"firstEventSequence":0,"lastEventSequence":0, "entropy":"S0m3r4Nd0mt3xt"}'
SIGNED = base64.b64encode(hmac.digest(KEY, BODY, hashlib.sha256)).decode()
A_CONNECTION = Connection("c1", "https://acme.scoro.com/api/v2", "acme_uk", "UTC", ConnectionState.ACTIVE)
A_HINT = scoro.Hint.model_validate({"entityId": 4101, "entityType": "invoice", "entity": {"account_id": "acme_uk"}})
INVOICES_ON = SyncSettings(categories={Category.INVOICES: CategorySettings(enabled=True)})
INVOICES_TO_SCORO = SyncSettings(
    categories={Category.INVOICES: CategorySettings(enabled=True, direction=Direction.TO_SCORO)}
)
A_LINK = Link("c1", Category.INVOICES, "4101", "x1", twin={"updated_at": "2026-11-22T10:15:00+00:00"})


@pytest.mark.parametrize(
    ("body", "signature", "key", "fits"),
    [
        pytest.param(BODY, SIGNED, KEY, True, id="right"),
        pytest.param(BODY.replace(b', "', b',"'), SIGNED, KEY, False, id="the same JSON, other bytes"),
        pytest.param(BODY, SIGNED, b"another", False, id="another key"),
        pytest.param(BODY, "", KEY, False, id="none"),
        pytest.param(BODY, "schlüssel", KEY, False, id="no ASCII"),
        pytest.param(
            BODY, base64.b64encode(hmac.digest(b"", BODY, hashlib.sha256)).decode(), b"", False, id="no key is set"
        ),
    ],
)
def test_only_the_owner_of_the_key_can_sign(body: bytes, signature: str, key: bytes, *, fits: bool) -> None:
    assert xero.is_signed(body, signature, key) is fits


@pytest.mark.parametrize(
    ("link", "date", "echo"),
    [
        pytest.param(A_LINK, "2026-11-22T10:14:59.000", True, id="before our write"),
        pytest.param(A_LINK, "2026-11-22T10:15:02.000", True, id="two seconds after it"),
        pytest.param(A_LINK, "2026-11-22T10:15:02.001", False, id="later"),
        pytest.param(A_LINK, None, False, id="no date"),
        pytest.param(None, "2026-11-22T10:15:00.000", False, id="not linked"),
        pytest.param(Link("c1", Category.INVOICES, "1", "x"), "2026-11-22T10:15:00.000", False, id="never written"),
    ],
)
def test_what_tells_of_our_own_write_is_an_echo(link: Link | None, date: str | None, *, echo: bool) -> None:
    assert is_echo(link, moment(date) if date else None) is echo


@pytest.mark.parametrize("body", [b"", b"[]", b'{"events":[{}]}', b'{"events":1}', b"\xff"])
def test_a_signed_body_that_is_no_news_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedHookError):
        xero.read(body)


def test_a_hint_is_taken_where_its_category_crosses() -> None:
    assert scoro.ignored(A_HINT, A_CONNECTION, INVOICES_ON) is None


@pytest.mark.parametrize(
    ("hint", "state", "settings", "reason"),
    [
        pytest.param({"entity_type": "task"}, "active", INVOICES_ON, "kind", id="a task"),
        pytest.param({}, "broken", INVOICES_ON, "connection", id="a broken connection"),
        pytest.param({"entity": scoro.Named(account_id="acme_ee")}, "active", INVOICES_ON, "entity", id="elsewhere"),
        pytest.param({}, "active", SyncSettings(), "switched off", id="switched off"),
        pytest.param({}, "active", INVOICES_TO_SCORO, "to Scoro", id="the other way"),
    ],
)
def test_a_hint_is_ignored_for_a_reason(
    hint: dict[str, object], state: str, settings: SyncSettings, reason: str
) -> None:
    told = A_HINT.model_copy(update=hint)
    connection = Connection("c1", A_CONNECTION.site_url, "acme_uk", "UTC", ConnectionState(state))

    assert reason in (scoro.ignored(told, connection, settings) or "")


@pytest.mark.parametrize(
    "body",
    [
        b'{"entityId":4101,"entityType":"company"}',
        b'{"entityId":"4101","entityType":"company","entity":[]}',
        b'{"entityId":4101,"entityType":"company","entity":{"contact_id":4101,"new_field":null}}',
    ],
)
def test_scoros_odd_spellings_are_read(body: bytes) -> None:
    assert scoro.read(body).entity_id == 4101


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"entityId":0,"entityType":"invoice"}', b"entityId=1"])
def test_a_hint_without_an_object_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedHookError):
        scoro.read(body)


@pytest.mark.parametrize(
    ("date", "fresh"),
    [
        pytest.param("2026-11-26T08:59:00.000", True, id="just now"),
        pytest.param("2026-11-25T10:00:00.000", True, id="delivered again for a day"),
        pytest.param("2026-11-23T09:00:00.000", False, id="played again days later"),
        pytest.param("2026-12-26T09:00:00.000", False, id="from the future"),
        pytest.param("yesterday", True, id="not to be read"),
    ],
)
def test_old_deliveries_are_not_taken_again(date: str, fresh: bool) -> None:  # noqa: FBT001 - a case of the table
    assert xero.in_time(date, dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC)) is fresh
