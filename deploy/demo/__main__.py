"""Runs the demonstration: `make demo`, `SEED=7 SIZE=1000 JSON=1 make demo`."""

import os
import sys

from rich.console import Console
from rich.markup import escape

from deploy.demo.consent import ConsentFailedError
from deploy.demo.operator import CommandFailedError
from deploy.demo.report import show
from deploy.demo.sandboxes import SandboxRefusedError
from deploy.demo.stage import staged_as_told
from deploy.demo.story import tell
from deploy.local.company import SEED, SIZE, chosen
from deploy.local.errors import LocalError, WrongUseError, plainly

DEFAULT_SEED, DEFAULT_SIZE = 1, 300
NEXT = "\nNothing of it runs any more. `make up` starts the same for you to look around in."


def main() -> int:
    """0 where both books agree, 1 where anything differs, 2 for wrong use, 3 where something could not be reached."""
    words = Console(stderr=True)
    try:
        told = {SEED: DEFAULT_SEED, SIZE: DEFAULT_SIZE} | {name: int(text) for name, text in chosen().items()}
        outcome = tell(told[SEED], told[SIZE], words, staged_as_told())
    except (CommandFailedError, ConsentFailedError, LocalError, SandboxRefusedError) as error:
        words.print(f"[red]{escape(str(error))}[/]", soft_wrap=True)
        return 2 if isinstance(error, WrongUseError) else 3
    except OSError as error:
        words.print(f"[red]{escape(plainly(error))}[/]", soft_wrap=True)
        return 3
    except KeyboardInterrupt:
        words.print("Stopped, and everything that ran for it is ended.")
        return 130
    show(outcome, Console())
    words.print(NEXT, soft_wrap=True)
    if os.environ.get("JSON", "") not in {"", "0"}:
        sys.stdout.write(outcome.as_json() + "\n")
    return 0 if outcome.succeeded else 1


if __name__ == "__main__":
    sys.exit(main())
