"""Encrypts all secrets with the first key: `python -m services.connector.rekeying`; with `--check` it only looks.

0: no secret needs an older key any more. 1: some do, or cannot be read.
"""

import asyncio
import sys
from collections.abc import Sequence

from services.connector.settings import ConnectorSettings
from shared.config import load
from shared.crypto import UnreadableSecretError, Vault
from shared.reaching import why
from shared.store.database import TRANSIENT, opened
from shared.store.rekeying import Rekeying


def main(arguments: Sequence[str]) -> int:
    """The exit code."""
    settings = load(ConnectorSettings)
    return asyncio.run(rekeyed(settings, check="--check" in arguments))


async def rekeyed(settings: ConnectorSettings, *, check: bool) -> int:
    """Look, or do it."""
    try:
        async with opened(settings.mongodb_url, settings.mongodb_database) as database:
            rekeying = Rekeying(database, Vault(settings.token_key))
            if not check:
                sys.stdout.write(f"{await rekeying.renew()} secrets were encrypted with the first key\n")
            left = await rekeying.old()
    except UnreadableSecretError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except TRANSIENT as error:
        sys.stderr.write(f"MongoDB does not answer: {why(error)}\n")
        return 1
    sys.stdout.write(f"{left} secrets need an older key\n")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
