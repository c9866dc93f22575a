"""Settings from files: `TOKEN_KEY_FILE=/run/secrets/token_key` stands for the text of that file, without its line end.

As orchestrators hand secrets over: not in the environment, which every program of a container can read.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

ENDING = "_FILE"
LIMIT = 64 * 1024
"""No secret is longer; a wrong path may lead to anything."""


class SecretFileError(ValueError):
    """A file that is named cannot be read, or a value is given twice."""


class SecretFiles(PydanticBaseSettingsSource):
    """A source of settings beside the environment."""

    def __init__(self, kind: type[BaseSettings], environment: Mapping[str, str] | None = None) -> None:
        super().__init__(kind)
        self._environment = os.environ if environment is None else environment
        self._prefix = kind.model_config.get("env_prefix", "")

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """See pydantic-settings."""
        del field
        return self._value(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        """What files say. Raises SecretFileError."""
        found = {name: self._value(name) for name in self.settings_cls.model_fields}
        return {name: value for name, value in found.items() if value is not None}

    def _value(self, name: str) -> str | None:
        variable = f"{self._prefix}{name}".upper()
        path = self._environment.get(variable + ENDING)
        if not path:
            return None
        if self._environment.get(variable):
            raise SecretFileError(f"{variable}: given twice, also as {variable}{ENDING}")
        try:
            with Path(path).open(encoding="utf-8") as file:
                text = file.read(LIMIT + 1)
        except (OSError, UnicodeDecodeError) as error:
            raise SecretFileError(f"{variable}{ENDING}: cannot be read ({type(error).__name__})") from None
        if len(text) > LIMIT:
            raise SecretFileError(f"{variable}{ENDING}: is no secret, it is longer than {LIMIT} characters")
        if not text.strip():
            raise SecretFileError(f"{variable}{ENDING}: the file is empty")
        return text.rstrip("\r\n")


class FromEnvironment(BaseSettings):
    """Settings that may also be given as files."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Files win over `.env`, which may hold something for other processes."""
        return init_settings, env_settings, SecretFiles(settings_cls), dotenv_settings, file_secret_settings
