"""Accounts, tax rates, currencies and products: Xero's in Scoro, once, and kept for everybody."""

from typing import Any

from services.connector import checks
from services.console.releasing import Releasing
from shared.contracts.connection import ReferenceDataRefreshed
from shared.contracts.envelope import Category
from shared.sync.settings import Brakes
from tests.fakes.publisher import MemoryPublisher
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.connector.reading.world import World
from tests.sandboxes import ENTITY


async def _sync(world: World) -> None:
    await world.sync("first")
    await world.end_runs()


async def _scoro(world: World, module: str, key: str) -> dict[str, dict[str, Any]]:
    dumped = await world.scoro.get(f"dump/{ENTITY}", module=module)
    return {str(row[key]): row for row in dumped[module]}


async def _writes(world: World) -> list[str]:
    return await world.scoro_calls("/modify")


async def _person(world: World, **action: Any) -> Any:
    return await world.xero.post(f"organisations/{world.organisation}/person", {"action": "call", **action})


async def test_xeros_accounts_and_tax_rates_come_to_scoro(world: World) -> None:  # R39, R40, R45, R48
    await _sync(world)

    accounts = await _scoro(world, "financeAccounts", "account_symbol")
    rates = await _scoro(world, "vatCodes", "vat_code")
    assert accounts["610"]["name"] == "Accounts Receivable"
    assert (accounts["610"]["is_sales_account"], accounts["610"]["is_purchases_account"]) == (0, 0)
    assert (accounts["200"]["is_sales_account"], accounts["710"]["is_purchases_account"]) == (1, 1)
    assert (rates["ECZROUTPUT"]["is_active"], rates["ECZROUTPUT"]["is_sales"]) == (1, 1)
    assert rates["NONE"]["is_not_applicable"] == 1


async def test_bank_accounts_and_deleted_rates_stay_away(world: World) -> None:  # R43, R52
    await _sync(world)

    assert not {"090", "091"} & (await _scoro(world, "financeAccounts", "account_symbol")).keys()
    assert "SROUTPUT" not in await _scoro(world, "vatCodes", "vat_code")


async def test_what_only_scoro_has_is_left_alone(world: World) -> None:
    await _sync(world)

    assert (await _scoro(world, "financeAccounts", "account_symbol"))["9999"]["is_active"] == 1
    assert (await _scoro(world, "vatCodes", "vat_code"))["S175"]["is_active"] == 1


async def test_a_second_synchronization_writes_nothing(world: World) -> None:
    await _sync(world)
    await world.forget_calls()

    await _sync(world)

    assert await _writes(world) == []
    assert [one.changed for one in world.told if isinstance(one, ReferenceDataRefreshed)] == [True, False]


async def test_drift_in_scoro_is_overwritten(world: World) -> None:  # R41, R46, R49
    await _sync(world)
    sales = (await _scoro(world, "financeAccounts", "account_symbol"))["200"]
    await world.edit("financeAccounts", sales["id"], name="My own sales", is_active=0)

    await _sync(world)

    sales = (await _scoro(world, "financeAccounts", "account_symbol"))["200"]
    assert (sales["name"], sales["is_active"]) == ("Sales", 1)


async def test_a_renumbered_account_keeps_its_twin(world: World) -> None:
    await _sync(world)
    before = (await _scoro(world, "financeAccounts", "account_symbol"))["461"]
    account = next(one for one in await _xero_accounts(world) if one.get("Code") == "461")
    await _person(
        world, method="POST", path=f"/Accounts/{account['AccountID']}", body={"Code": "462", "Name": account["Name"]}
    )

    await _sync(world)

    accounts = await _scoro(world, "financeAccounts", "account_symbol")
    assert accounts["462"]["id"] == before["id"]
    assert "461" not in accounts


async def test_a_vanished_account_is_deactivated(world: World) -> None:  # R42, R148
    await _sync(world)
    account = next(one for one in await _xero_accounts(world) if one.get("Code") == "461")
    await _person(world, method="DELETE", path=f"/Accounts/{account['AccountID']}")

    await _sync(world)

    assert (await _scoro(world, "financeAccounts", "account_symbol"))["461"]["is_active"] == 0


async def test_a_list_that_lost_more_than_usual_deactivates_nothing_until_somebody_says_so(world: World) -> None:  # R42
    await world.choose(brakes=Brakes(deletions=0, deletions_percent=0))
    await _sync(world)
    account = next(one for one in await _xero_accounts(world) if one.get("Code") == "461")
    await _person(world, method="DELETE", path=f"/Accounts/{account['AccountID']}")

    await _sync(world)

    [warning] = checks.warnings(await world.store.connections.get(CONNECTION))
    assert (await _scoro(world, "financeAccounts", "account_symbol"))["461"]["is_active"] == 1
    assert (warning.code, warning.codes) == ("list_shortened", ("461",))
    assert "461" in {one["Code"] for one in await world.store.reference.get_list(CONNECTION, "xero_accounts")}

    await Releasing(world.store, MemoryPublisher(), world.clock).release_lists(
        await world.store.connections.get(CONNECTION), by="mari", why="tidied up"
    )
    await _sync(world)

    assert (await world.store.decisions.newest(CONNECTION))[0].why == "tidied up"
    assert not any((await world.store.connections.get(CONNECTION)).said_gone.values())
    assert checks.warnings(await world.store.connections.get(CONNECTION)) == ()
    assert (await _scoro(world, "financeAccounts", "account_symbol"))["461"]["is_active"] == 0


async def test_an_unclear_create_is_looked_up_and_not_doubled(world: World) -> None:
    fault = {"kind": "cut_off", "path": "/api/v2/financeAccounts/modify", "count": 1}
    await world.scoro.post("faults", fault)

    await _sync(world)
    [chain] = await world.sweep()

    dumped = await world.scoro.get(f"dump/{ENTITY}", module="financeAccounts")
    symbols = [row["account_symbol"] for row in dumped["financeAccounts"]]
    assert (chain.source, chain.stumbles) == ("reference", 1)
    assert len(symbols) == len(set(symbols))
    assert {"610", "960"} <= set(symbols)


async def test_lists_are_kept_for_everybody(world: World) -> None:
    await _sync(world)

    kept = world.store.reference.get_list
    rates = {rate["TaxType"]: rate for rate in await kept(CONNECTION, "xero_tax_rates")}
    accounts = {account["symbol"]: account for account in await kept(CONNECTION, "scoro_accounts")}
    connection = await world.store.connections.get(CONNECTION)
    assert (rates["OUTPUT2"]["EffectiveRate"], rates["OUTPUT2"]["Status"]) == ("20", "ACTIVE")
    assert accounts["960"]["active"] is True
    assert "GBP" in {currency["Code"] for currency in await kept(CONNECTION, "xero_currencies")}
    assert connection.organisation["base_currency"] == "GBP"


async def test_a_currency_that_scoro_lacks_is_noticed(world: World) -> None:
    await world.scoro.post(f"entities/{ENTITY}", {"active_currencies": ["EUR"]}, method="PATCH")

    await _sync(world)

    assert "GBP" in (await world.store.connections.get(CONNECTION)).missing_currencies


async def test_xeros_contacts_are_indexed_archived_ones_too(world: World) -> None:
    body = {"Contacts": [{"Name": f"In Xero {number}"} for number in range(3)]}
    made = await _person(world, method="PUT", path="/Contacts", body=body)
    gone = made["answer"]["Contacts"][0]["ContactID"]
    await _person(world, method="POST", path=f"/Contacts/{gone}", body={"ContactStatus": "ARCHIVED"})

    await _sync(world)

    found = await world.store.reference.find_contacts(CONNECTION, [f"name:in xero {number}" for number in range(3)])
    assert sorted(one.status for one in found) == ["ACTIVE", "ACTIVE", "ARCHIVED"]


async def test_products_are_known_before_documents(world: World) -> None:
    product = await world.make(
        "products", name="Hour", code="H", price="95", sales_finance_account_id=3, no_discounts=1
    )

    await world.sync("now", Category.INVOICES)

    known = await world.store.reference.products(CONNECTION, [str(product["product_id"])])
    card = known[str(product["product_id"])]
    assert (card.sales_account_id, card.no_discounts, card.code) == ("3", True, "H")


async def test_the_products_of_a_changed_document_are_read_with_it(world: World) -> None:
    product = await world.make("products", name="Hour", code="H", price="95", sales_finance_account_id=3)
    [company] = await world.make_contacts(1)
    line = {"product_id": product["product_id"], "price": "95", "amount": "1"}
    invoice = await world.make_invoice(company, lines=[line])
    await world.sync("now", Category.INVOICES)
    await world.finish_entries()
    await world.end_runs()
    await world.scoro_time()
    await world.edit("products", product["product_id"], sales_finance_account_id=5)
    await world.edit("invoices", invoice, description="Once more")
    await world.forget_calls()

    await world.sync("tick", Category.INVOICES)

    known = await world.store.reference.products(CONNECTION, [str(product["product_id"])])
    assert known[str(product["product_id"])].sales_account_id == "5"
    assert len(await world.scoro_calls("/products/")) == 1


async def _xero_accounts(world: World) -> list[dict[str, Any]]:
    dumped = await world.xero.get("dump", organisation=world.organisation)
    found: list[dict[str, Any]] = dumped["Accounts"]
    return found
