"""Where things of one checkout lie: everything under its `.run/` folder, nothing elsewhere."""

from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Places:
    """The folders and files of one stack."""

    checkout: Path = CHECKOUT
    name: str = ""
    """Of a second stack beside the usual one, such as the demonstration's."""

    @property
    def run(self) -> Path:
        return self.checkout / ".run" / self.name

    @property
    def packages(self) -> Path:
        """Server programs that `make setup` brought; all stacks of a checkout share them."""
        return self.checkout / ".run" / "packages"

    @property
    def logs(self) -> Path:
        return self.run / "logs"

    @property
    def stack(self) -> Path:
        """Which processes were started."""
        return self.run / "stack.json"

    @property
    def keys(self) -> Path:
        """Keys made for this checkout alone."""
        return self.run / "keys.json"

    @property
    def lock(self) -> Path:
        """Held by whoever starts or stops things, so that two commands do not do it at once."""
        return self.run / "lock"

    def all_stacks(self) -> "list[Places]":
        """The usual one and every named one that was ever started in this checkout."""
        named = sorted(path.parent.name for path in (self.checkout / ".run").glob("*/stack.json"))
        return [Places(self.checkout, name) for name in ("", *named)]
