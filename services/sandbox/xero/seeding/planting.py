"""Planting what was told: organisations with chart, tax rates and documents, apps, users."""

import datetime as dt
from zoneinfo import ZoneInfo

from services.sandbox.xero.books import chart, currencies
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.problems import ElementRefusedError, NotFoundError, RequestRefusedError
from services.sandbox.xero.books.records import Organisation
from services.sandbox.xero.seeding.bodies import WINDOWS_ZONES, OrganisationSeed, Seed, SeedRefusedError
from services.sandbox.xero.seeding.studio import make_up
from services.sandbox.xero.seeding.writing import write
from services.sandbox.xero.world import App, User, World


def plant(world: World, seed: Seed, now: dt.datetime) -> None:
    for app in seed.apps:
        world.apps[app.client_id] = App(
            client_id=app.client_id,
            client_secret=app.client_secret,
            name=app.name,
            redirect_uris=tuple(app.redirect_uris),
            scopes=None if app.scopes is None else frozenset(app.scopes),
            may_use_client_credentials=app.may_use_client_credentials,
        )
    for user in seed.users:
        user_id = chart.stable_id("user", user.email)
        world.users[user_id] = User(user_id, user.email, user.first_name, user.last_name)
    for organisation in seed.organisations:
        ledger = ledger_from(organisation, now)
        world.books[ledger.organisation.id] = ledger


def ledger_from(seed: OrganisationSeed, now: dt.datetime) -> Ledger:
    ledger = _empty_books(seed, now)
    try:
        write(ledger, seed)
        if seed.made_up:
            make_up(ledger, seed.made_up, now)
    except ElementRefusedError as refusal:
        raise SeedRefusedError(f"{seed.name}: {refusal}") from refusal
    except RequestRefusedError as refusal:
        raise SeedRefusedError(f"{seed.name}: {refusal.message}") from refusal
    except NotFoundError as refusal:
        raise SeedRefusedError(f"{seed.name}: {refusal}") from refusal
    ledger.changes.taken()
    return ledger


def _empty_books(seed: OrganisationSeed, now: dt.datetime) -> Ledger:
    own_id = chart.stable_id("organisation", seed.name)
    region = chart.REGIONS[seed.region]
    unknown = {seed.base_currency, *seed.currencies} - set(currencies.NAMES)
    if unknown:
        raise SeedRefusedError(f"{seed.name}: unknown currencies {', '.join(sorted(unknown))}")
    organisation = Organisation(
        id=own_id,
        name=seed.name,
        base_currency=seed.base_currency,
        country_code=seed.country_code,
        version=region.version,
        time_zone=WINDOWS_ZONES[seed.zone],
        zone=ZoneInfo(seed.zone).key,
        short_code=seed.short_code or f"!{own_id[:5]}",
        created=now,
        period_lock_date=seed.period_lock_date,
        end_of_year_lock_date=seed.end_of_year_lock_date,
        user_is_adviser=seed.user_is_adviser,
        has_multicurrency=seed.has_multicurrency,
        branding_theme_id=chart.stable_id(own_id, "theme"),
        day_rates=seed.day_rates,
    )
    ledger = Ledger(organisation, now)
    ledger.begin(now)
    for account in chart.accounts(own_id, region, currency=seed.base_currency, at=ledger.now):
        ledger.save_account(account)
    for rate in chart.tax_rates(region):
        ledger.save_tax_rate(rate)
    for code in (seed.base_currency, *seed.currencies):
        ledger.currencies[code] = currencies.NAMES[code]
    return ledger
