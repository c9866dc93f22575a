"""What has to be remembered between two commands, as small JSON files."""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from deploy.local import files
from deploy.local.errors import LocalError

Record = TypeVar("Record", bound=BaseModel)


def load(path: Path, kind: type[Record]) -> Record | None:
    """The record, or None if there never was one."""
    try:
        return kind.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        raise LocalError(
            f"{path} cannot be read, so what it names cannot be ended safely. "
            f"End it by hand if it still runs, then delete the file. ({error.error_count()} errors in it)"
        ) from error


def save(path: Path, record: BaseModel) -> None:
    files.write(path, record.model_dump_json(indent=2) + "\n")
