"""A settings object may end up in a log line: whatever is secret in it is kept as a secret."""

from typing import Any, get_args

import pytest
from pydantic import SecretStr
from pydantic_settings import BaseSettings

from deploy.env_example import CLASSES
from deploy.local.settings import LocalSettings
from shared.logging import SECRET_NAMES

KINDS = [kind for _, kind in CLASSES] + [LocalSettings]
WITH_PASSWORD = {"rabbitmq_url", "mongodb_url"}
VALUE = "do-not-show-this"


def _is_secret(name: str) -> bool:
    return name in WITH_PASSWORD or bool(SECRET_NAMES.search(name)) or name.endswith("_key")


def _hides(annotation: Any) -> bool:
    return annotation is SecretStr or any(map(_hides, get_args(annotation)))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_settings_keep_secrets_as_secrets(kind: type[BaseSettings]) -> None:
    shown = [name for name, field in kind.model_fields.items() if _is_secret(name) and not _hides(field.annotation)]

    assert shown == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_settings_print_no_secret(kind: type[BaseSettings]) -> None:
    secrets = {name: SecretStr(VALUE) for name, field in kind.model_fields.items() if _hides(field.annotation)}

    made = kind.model_construct(None, **secrets)

    assert secrets
    assert VALUE not in f"{made!r} {made}"
    assert VALUE not in made.model_dump_json()
