"""Two entities on one site: what they share (R15) and what is each one's own."""

from tests.unit.sandbox_scoro.scoro import Scoro, an_invoice


async def test_contacts_fields_and_bookmarks_are_everybodys(scoro: Scoro, client_id: int) -> None:
    bookmarks, fields = await scoro.data("bookmarks/list"), await scoro.data("customFields/list")
    scoro.entity = "acme_ee"

    await scoro.data(f"contacts/modify/{client_id}", request={"name": "Renamed from Tallinn"})

    assert (await scoro.data("bookmarks/list"), await scoro.data("customFields/list")) == (bookmarks, fields)
    scoro.entity = "acme_uk"
    assert (await scoro.data(f"contacts/view/{client_id}"))["name"] == "Renamed from Tallinn"


async def test_documents_of_a_shared_contact_are_each_entitys_own(scoro: Scoro, client_id: int) -> None:
    mine = await an_invoice(scoro, client_id)
    scoro.entity = "acme_ee"
    theirs = await an_invoice(scoro, client_id, currency="EUR")

    listed = await scoro.data("invoices/list", filter={"company_id": client_id})

    assert [row["id"] for row in listed] == [theirs["id"]]
    for path in (f"invoices/view/{mine['id']}", f"invoices/modify/{mine['id']}", f"invoices/delete/{mine['id']}"):
        assert (await scoro.post(path, request={})).status_code == 404


async def test_reference_data_is_each_entitys_own(scoro: Scoro) -> None:
    lists = {}
    for entity in ("acme_uk", "acme_ee"):
        scoro.entity = entity
        for module, key in (("vatCodes", "vat_code_id"), ("financeAccounts", "id"), ("receiptAccounts", "id")):
            lists[entity, module] = {row[key] for row in await scoro.data(f"{module}/list")}

    for module in ("vatCodes", "financeAccounts", "receiptAccounts"):
        assert lists["acme_uk", module]
        assert lists["acme_ee", module]
        assert lists["acme_uk", module].isdisjoint(lists["acme_ee", module])
