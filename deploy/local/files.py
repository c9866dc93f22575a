"""Files that are complete or not there: written beside, flushed, then renamed. Private to the current user."""

import os
import secrets
from pathlib import Path

PRIVATE = 0o600


def write(path: Path, text: str) -> None:
    """Replaces the file at once; a reader sees the old text or the new one, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    try:
        with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - the descriptor carries the file mode
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        error.filename = error.filename or str(path)
        raise


def last_lines(log: Path | str, count: int = 15) -> str:
    """The end of a log, for a message about a process that died."""
    path = Path(log)
    if not path.exists():
        return "(no log)"
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-count:]) or "(the log is empty)"
