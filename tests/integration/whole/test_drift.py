"""What somebody changes in Scoro of that which is Xero's: it is put back, and the log tells (R49)."""

from typing import Any

import structlog

from tests.integration.whole.world import Whole

XEROS = {"vat_name": "20% (VAT on Income)", "percent": 20, "is_active": 1}


async def test_r49_a_tax_rate_edited_in_scoro_gets_xeros_values_back_and_the_log_tells(whole: Whole) -> None:
    await whole.sync("first")
    before = await rate(whole, "OUTPUT2")
    await whole.desk.edit("vatCodes", before["vat_code_id"], vat_name="My own", percent=19, is_active=0)

    with structlog.testing.capture_logs() as logs:
        await whole.sync()

    assert shown(await rate(whole, "OUTPUT2")) == shown(before) == XEROS
    [drift] = [one for one in logs if one["event"] == "reference.drift"]
    assert (drift["log_level"], drift["module"], drift["key"]) == ("warning", "vatCodes", "OUTPUT2")
    assert drift["fields"] == ["is_active", "percent", "vat_name"]


async def test_r49_once_it_is_put_back_nothing_more_is_written_or_logged(whole: Whole) -> None:
    await whole.sync("first")
    await whole.desk.edit("vatCodes", (await rate(whole, "OUTPUT2"))["vat_code_id"], percent=19)
    await whole.sync()
    await whole.desk.forget_calls()

    with structlog.testing.capture_logs() as logs:
        await whole.sync()

    assert [one for one in logs if one["event"] == "reference.drift"] == []
    assert await whole.writes() == {"xero": 0, "scoro": 0}


async def rate(whole: Whole, tax_type: str) -> dict[str, Any]:
    [found] = [row for row in await whole.scoro_rows("vatCodes") if row["vat_code"] == tax_type]
    return found


def shown(row: dict[str, Any]) -> dict[str, Any]:
    return {name: int(float(row[name])) if name != "vat_name" else row[name] for name in XEROS}
