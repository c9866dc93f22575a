"""Named deep copies of a sandbox's whole state."""

import pickle

# Pickle copies ten thousand documents several times faster than deepcopy, and a snapshot is one block of memory.


class UnknownSnapshotError(LookupError):
    """No snapshot of that name was saved."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no snapshot is named {name!r}")


class Snapshots:
    """The state must consist of plain values (no locks, tasks or open files)."""

    def __init__(self) -> None:
        self._saved: dict[str, bytes] = {}

    @property
    def names(self) -> list[str]:
        return sorted(self._saved)

    def save(self, name: str, state: object) -> int:
        """Keep a copy; an older one of that name is replaced. Answers its size in bytes."""
        self._saved[name] = pickle.dumps(state, protocol=pickle.HIGHEST_PROTOCOL)
        return len(self._saved[name])

    def restore(self, name: str) -> object:
        """A fresh copy each time, so that one snapshot can be restored again and again."""
        if name not in self._saved:
            raise UnknownSnapshotError(name)
        return pickle.loads(self._saved[name])  # noqa: S301 these bytes were made a few lines above

    def delete(self, name: str) -> None:
        if self._saved.pop(name, None) is None:
            raise UnknownSnapshotError(name)
