from services.contacts.countries import NAMES


def test_every_assigned_code_has_one_name() -> None:
    """249 of ISO 3166-1, and XKX, which people use for Kosovo."""
    assert len(NAMES) == len(set(NAMES.values())) == 250


def test_every_code_is_three_capital_letters() -> None:
    assert {code for code in NAMES if not (len(code) == 3 and code.isascii() and code.isupper())} == set()


def test_every_name_is_one_that_xero_keeps() -> None:
    assert {name for name in NAMES.values() if len(name) > 50 or not name.replace(" ", "").isalpha()} == set()
