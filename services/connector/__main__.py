"""Runs the connector: `python -m services.connector`."""

from services.connector import handlers_reading
from services.connector.outward import build_outward
from services.connector.settings import ConnectorSettings
from shared.config import load
from shared.service import Running, run
from shared.sync.worker import lifetimes


def main() -> None:
    """Until SIGTERM."""
    settings = load(ConnectorSettings)

    async def build(running: Running) -> None:
        clients = await build_outward(running, settings)
        running.messaging.listen(handlers_reading.router, **handlers_reading.build_reading(running, clients))

    run("connector", settings, build, lifetimes=lifetimes(settings))


if __name__ == "__main__":
    main()
