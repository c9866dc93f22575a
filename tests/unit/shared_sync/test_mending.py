"""Which problems a change of something else may close."""

from shared.sync import mending
from shared.sync.mending import TABLE, Thing, causes, of_settings
from shared.sync.settings import SyncSettings
from shared.words import advice


def test_an_account_mends_what_names_it_and_what_it_may_not_have_fitted() -> None:
    found = causes([(Thing.ACCOUNT, "200")])

    assert {"archived_account:200", "unknown_account:200", "account_not_in_scoro:200"} == found.named
    assert found.codes == {"tax_does_not_fit"}
    assert found.about == {"account:200"}


def test_nothing_that_changed_mends_nothing() -> None:
    assert not causes([])


def test_every_code_that_is_mended_has_words() -> None:
    codes = {code for mends in TABLE.values() for code in (*mends.about_it, *mends.any_of)}

    assert codes | mending.IN_CONTACTS <= advice.TABLE.keys()


def test_a_default_account_mends_documents_without_one_and_those_that_failed_for_the_former() -> None:
    before = SyncSettings(default_sales_account="200")

    found = of_settings(before, before.model_copy(update={"default_sales_account": "260"}))

    assert found == [(Thing.SALES_ACCOUNT, ""), (Thing.ACCOUNT, "200")]
    assert of_settings(before, before) == []
