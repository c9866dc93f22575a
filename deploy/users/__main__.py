"""Writes the definitions that are shipped: `python -m deploy.users`."""

import json
import sys
from pathlib import Path

from deploy.users import mongodb, rabbitmq

FOLDER = Path(__file__).parent
DATABASE = "scoro_xero_sync"


def files() -> dict[Path, str]:
    """What each should hold."""
    return {
        FOLDER / "rabbitmq-definitions.json": json.dumps(rabbitmq.definitions(), indent=1) + "\n",
        FOLDER / "mongodb-roles.json": json.dumps(mongodb.roles(DATABASE), indent=1) + "\n",
    }


if __name__ == "__main__":
    for path, text in files().items():
        path.write_text(text)
        sys.stderr.write(f"{path}\n")
