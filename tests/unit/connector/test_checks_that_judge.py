import datetime as dt
from dataclasses import replace

import pytest

from services.connector import checks
from services.connector.keepalive import due_at, token_sets
from shared.errors import InvalidChoiceError
from shared.store.connections import Connection, ConnectionState
from shared.store.gates import Gate
from shared.store.pauses import Pause
from shared.store.tokens import Age

A_CONNECTION = Connection(
    id="c1",
    site_url="https://acme.scoro.com/api/v2",
    entity="acme_uk",
    time_zone="Europe/London",
    state=ConnectionState.CONNECTED,
    tenant_id="t1",
    token_set="u1",
    organisation={"base_currency": "GBP"},
    company={"base_currency": "GBP", "unheard": []},
)
A_COMPANY = checks.Company(
    company_name="Acme",
    base_currency="GBP",
    active_currencies=("GBP", "eur"),
    active_entities=(checks.Entity(entity_id="acme_uk"), checks.Entity(entity_id="acme_ee")),
)
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
AN_AGE = Age("u1", 3, expires_at=NOON + dt.timedelta(minutes=30), refreshed_at=NOON)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://acme.scoro.com/api/v2", "https://acme.scoro.com/api/v2"),
        (" https://ACME.Scoro.com/api/v2/ ", "https://acme.scoro.com/api/v2"),
        ("https://acme.scoro.ee", "https://acme.scoro.ee/api/v2"),
    ],
)
def test_a_site_is_always_written_the_same_way(written: str, kept: str) -> None:
    assert checks.site_url(written) == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("http://127.0.0.1:8099/api/v2", "http://127.0.0.1:8099/api/v2"),
        ("http://[::1]:8099/", "http://[::1]:8099/api/v2"),
        ("http://scoro-sandbox:8080", "http://scoro-sandbox:8080/api/v2"),
    ],
)
def test_a_sandbox_may_be_anywhere_where_that_is_allowed(written: str, kept: str) -> None:
    assert checks.site_url(written, private=True) == kept
    with pytest.raises(InvalidChoiceError, match="site_url"):
        checks.site_url(written)


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("https://169.254.169.254/api/v2", id="a cloud's own address"),
        pytest.param("https://10.1.2.3/api/v2", id="a private address"),
        pytest.param("https://[::ffff:127.0.0.1]/api/v2", id="a loopback in disguise"),
        pytest.param("https://mongodb/api/v2", id="a name of the network around us"),
        pytest.param("https://vault.internal/api/v2", id="an internal name"),
        pytest.param("acme", id="a name only"),
        pytest.param("http://acme.scoro.com/api/v2", id="plain http"),
        pytest.param("https://acme.scoro.com/login", id="a page for people"),
        pytest.param("https://me:secret@acme.scoro.com/api/v2", id="with a password"),
        pytest.param("https://acme.scoro.com/api/v2?lang=eng", id="with a query"),
        pytest.param("https://acme.scoro.com:port/api/v2", id="no port"),
        pytest.param("https://[acme/api/v2", id="no address"),
        pytest.param("ftp://acme.scoro.com", id="another protocol"),
    ],
)
def test_what_is_no_site_is_refused_before_anything_is_sent(written: str) -> None:
    with pytest.raises(InvalidChoiceError, match="site_url") as caught:
        checks.site_url(written)

    assert "secret" not in str(caught.value)


def test_currencies_used_in_xero_and_not_active_in_scoro_are_named() -> None:
    books = checks.books({"BaseCurrency": "GBP"}, [{"Code": "EUR"}, {"Code": "USD"}, {"Code": "SEK"}])

    assert checks.missing_currencies(books, A_COMPANY) == ("SEK", "USD")


def test_the_base_currency_counts_even_where_no_list_names_it() -> None:
    books = checks.books({"BaseCurrency": "NZD"}, [])

    assert checks.missing_currencies(books, A_COMPANY) == ("NZD",)


def test_an_unknown_entity_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(InvalidChoiceError, match="acme_uk, acme_ee"):
        checks.known_entity(A_COMPANY, "acme_fr")


@pytest.mark.parametrize(
    ("connection", "codes"),
    [
        pytest.param(A_CONNECTION, [], id="all is well"),
        pytest.param(
            replace(A_CONNECTION, organisation={"base_currency": "EUR"}), ["base_currencies_differ"], id="R55"
        ),
        pytest.param(replace(A_CONNECTION, missing_currencies=("SEK",)), ["currencies_missing"], id="R56"),
        pytest.param(
            replace(A_CONNECTION, state=ConnectionState.BLOCKED_CURRENCY, missing_currencies=("SEK",)),
            [],
            id="a block is no warning",
        ),
        pytest.param(
            replace(A_CONNECTION, company={"base_currency": "GBP", "unheard": ["invoices"]}),
            ["webhooks_missing"],
            id="no webhooks",
        ),
    ],
)
def test_warnings_name_what_a_person_should_know(connection: Connection, codes: list[str]) -> None:
    assert [one.code for one in checks.warnings(connection)] == codes


def test_tokens_at_work_are_refreshed_before_they_run_out() -> None:
    assert due_at(AN_AGE, at_work=True) == NOON + dt.timedelta(minutes=25)


def test_tokens_at_rest_are_refreshed_long_before_sixty_days() -> None:
    assert due_at(AN_AGE, at_work=False) == NOON + dt.timedelta(days=20)


@pytest.mark.parametrize(
    ("changes", "at_work", "kept"),
    [
        pytest.param({}, {"u1"}, set(), id="working"),
        pytest.param({"pauses": (Pause("mari", "audit", NOON),)}, {"u1"}, set(), id="paused, and read all the same"),
        pytest.param({"state": ConnectionState.BLOCKED_CURRENCY}, set(), {"u1"}, id="blocked"),
        pytest.param(
            {"state": ConnectionState.BROKEN, "gates": (Gate("xero_sign_in_lost", "xero"),)},
            set(),
            set(),
            id="signed out",
        ),
        pytest.param(
            {"state": ConnectionState.BROKEN, "gates": (Gate("scoro_key_refused", "scoro"),)},
            set(),
            {"u1"},
            id="waiting for a Scoro key",
        ),
        pytest.param(
            {"state": ConnectionState.DISCONNECTED, "farewell": ("xero",)},
            set(),
            {"u1"},
            id="still to be ended",
        ),
        pytest.param({"state": ConnectionState.DISCONNECTED}, set(), set(), id="disconnected"),
        pytest.param({"token_set": None}, set(), set(), id="never signed in"),
    ],
)
def test_whose_tokens_are_kept_alive(changes: dict[str, object], at_work: set[str], kept: set[str]) -> None:
    assert token_sets([replace(A_CONNECTION, **changes)]) == (at_work, kept)  # type: ignore[arg-type]  # by name
