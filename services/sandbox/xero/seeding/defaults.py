"""What a pretend Xero starts with."""

from decimal import Decimal

from services.sandbox.xero.seeding.bodies import MadeUp, OrganisationSeed, UserSeed

DEFAULT_ORGANISATIONS = (
    OrganisationSeed(
        name="Acme Agency UK",
        currencies=["EUR", "USD"],
        short_code="!AcmUK",
        day_rates={"EUR": Decimal("1.15"), "USD": Decimal("1.34")},
    ),
    OrganisationSeed(
        name="Acme Agency OÜ",
        base_currency="EUR",
        currencies=["GBP", "USD", "SEK"],
        region="GLOBAL",
        country_code="EE",
        zone="Europe/Tallinn",
        short_code="!AcmEE",
        day_rates={"GBP": Decimal("0.87"), "USD": Decimal("1.17"), "SEK": Decimal("11.02")},
    ),
)
DEFAULT_USERS = (UserSeed(email="sam@acme-agency.example"),)


def studio(made_up: MadeUp) -> OrganisationSeed:
    """An organisation that has long been at work when somebody connects to it."""
    return OrganisationSeed(
        name="Acme Studio Ltd",
        currencies=["EUR", "USD"],
        short_code="!AcmST",
        day_rates={"EUR": Decimal("1.15"), "USD": Decimal("1.34")},
        made_up=made_up,
    )
