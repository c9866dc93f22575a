"""Messages keep the form that was published."""

import json

import pytest

from shared.contracts.catalogue import CONTRACTS, SCHEMAS, schema, schema_file
from shared.contracts.envelope import Contract


@pytest.mark.parametrize("message", CONTRACTS, ids=lambda one: str(schema_file(one).relative_to(SCHEMAS)))
def test_a_message_has_the_schema_that_was_published(message: type[Contract]) -> None:
    published = json.loads(schema_file(message).read_text())

    assert schema(message) == published


def test_no_schema_lies_there_without_its_message() -> None:
    assert set(SCHEMAS.rglob("*.json")) == {schema_file(message) for message in CONTRACTS}


@pytest.mark.parametrize("message", CONTRACTS, ids=lambda one: str(schema_file(one).relative_to(SCHEMAS)))
def test_a_newer_sender_may_add_fields(message: type[Contract]) -> None:
    assert message.model_config["extra"] == "ignore"
    assert message.model_config["frozen"]
