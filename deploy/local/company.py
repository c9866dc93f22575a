"""How large a made-up company is, and which one: `SEED` and `SIZE` in the environment."""

import os

from deploy.local.errors import WrongUseError

MOST = 20_000
SEED, SIZE = "SEED", "SIZE"
LEAST = {SEED: 0, SIZE: 10}


def chosen() -> dict[str, str]:
    """What was chosen of them, as the sandboxes are told it. Raises WrongUseError."""
    found = {name: text for name in LEAST if (text := os.environ.get(name, "").strip())}
    for name, text in found.items():
        if not (text.isascii() and text.isdecimal() and LEAST[name] <= int(text) <= MOST):
            raise WrongUseError(f"{name} should be a whole number from {LEAST[name]} to {MOST:,}, not {text!r}.")
    return found
