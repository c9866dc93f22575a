"""Many Scoro sites in one process, each on a port of its own: `python -m deploy.bench.sites SEED SIZE [SIZE …]`.

Prints their addresses in one line of JSON, then serves until it is told to end. What a site is comes from the
environment, as for a single one.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from signal import SIGINT, SIGTERM

from deploy.bench.company import SITE_WITHOUT_LIMITS
from services.sandbox.common.server import running
from services.sandbox.scoro.app import create_app, settings_from_environment

END_SECONDS = 20


async def serve(seed: int, sizes: Sequence[int]) -> None:
    """One site with so many documents for each of the sizes; their limits are lifted."""
    ended = asyncio.Event()
    for signal in (SIGINT, SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signal, ended.set)
    async with AsyncExitStack() as stack:
        addresses: list[str] = []
        for number, size in enumerate(sizes):
            told = {"seed": seed + number, "size": size, **SITE_WITHOUT_LIMITS}
            app = create_app(settings_from_environment().model_copy(update=told))
            addresses.append(await stack.enter_async_context(running(app)))
        sys.stdout.write(json.dumps(addresses) + "\n")
        sys.stdout.flush()
        await ended.wait()


@contextmanager
def served(seed: int, sizes: Sequence[int], environment: Mapping[str, str]) -> Iterator[list[str]]:
    """The addresses of such sites, in the order of the sizes, while they are needed."""
    command = [sys.executable, "-m", __name__, str(seed), *map(str, sizes)]
    with subprocess.Popen(command, env=dict(environment), stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            said = process.stdout.readline() if process.stdout else ""
            if not said:
                raise AssertionError("the sites did not start; what they said stands above")
            yield json.loads(said)
        finally:
            process.terminate()
            process.wait(END_SECONDS)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), [int(one) for one in sys.argv[2:]]))
