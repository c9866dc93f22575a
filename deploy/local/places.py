"""Where things of one checkout lie: everything under its `.run/` folder, nothing elsewhere."""

from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Places:
    """The folders and files of one stack."""

    checkout: Path = CHECKOUT

    @property
    def run(self) -> Path:
        return self.checkout / ".run"

    @property
    def packages(self) -> Path:
        """Server programs that `make setup` brought."""
        return self.run / "packages"

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
