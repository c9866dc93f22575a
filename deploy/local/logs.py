"""The logs of several processes as one stream, each line with the name of its process."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PAUSE_SECONDS = 0.25


@dataclass(slots=True)
class Reader:
    """Reads one log from a place on; begins again when the file was replaced by a shorter one."""

    name: str
    path: Path
    position: int = 0
    rest: bytes = b""

    def skip_to_last(self, lines: int) -> None:
        """Forget all but the last lines of what is there."""
        found = self._all()
        begin = len(found)
        for _ in range(lines + 1):
            begin = found.rfind(b"\n", 0, max(0, begin))
            if begin < 0:
                break
        self.position = begin + 1

    def new_lines(self) -> Iterator[str]:
        """Complete lines since the last time."""
        if not self.path.exists():
            return
        if self.path.stat().st_size < self.position:
            self.position, self.rest = 0, b""
        with self.path.open("rb") as file:
            file.seek(self.position)
            added = file.read()
        self.position += len(added)
        *whole, self.rest = (self.rest + added).split(b"\n")
        for line in whole:
            yield line.decode(errors="replace")

    def _all(self) -> bytes:
        return self.path.read_bytes() if self.path.exists() else b""


def readers(folder: Path, names: list[str], *, lines: int) -> list[Reader]:
    """One for each log of these names, or for every log there is."""
    paths = [folder / f"{name}.log" for name in names] if names else sorted(folder.glob("*.log"))
    found = [Reader(path.stem, path) for path in paths]
    for reader in found:
        reader.skip_to_last(lines)
    return found


def lines_of(found: list[Reader], *, follow: bool) -> Iterator[tuple[str, str]]:
    """Name and line; without an end if they are followed."""
    while True:
        for reader in found:
            for line in reader.new_lines():
                yield reader.name, line
        if not follow:
            return
        time.sleep(PAUSE_SECONDS)
