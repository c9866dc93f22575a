"""Messages keep the form that was published."""

import json

import pytest

from shared.contracts.catalogue import MESSAGES, SCHEMAS, schema, schema_file
from shared.contracts.envelope import Message, routing_key


@pytest.mark.parametrize("message", MESSAGES, ids=routing_key)
def test_a_message_has_the_schema_that_was_published(message: type[Message]) -> None:
    published = json.loads(schema_file(message).read_text())

    assert schema(message) == published


def test_no_schema_lies_there_without_its_message() -> None:
    stored = {path.name for path in SCHEMAS.glob("*.json")}

    assert stored == {schema_file(message).name for message in MESSAGES}


@pytest.mark.parametrize("message", MESSAGES, ids=routing_key)
def test_a_newer_sender_may_add_fields(message: type[Message]) -> None:
    assert message.model_config["extra"] == "ignore"
    assert message.model_config["frozen"]
