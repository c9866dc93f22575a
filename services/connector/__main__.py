"""Runs the connector: `python -m services.connector`."""

from shared.starting import uncollected

with uncollected():
    from services.connector.handlers_reading import build_reading
    from services.connector.outward import build_access, build_outward
    from services.connector.settings import ConnectorSettings
    from shared.config import load
    from shared.service import Running, run
    from shared.sync.worker import lifetimes


def main() -> None:
    """Until SIGTERM."""
    settings = load(ConnectorSettings)

    async def build(running: Running) -> None:
        access = await build_access(running, settings)
        wanted = build_reading(running, access.clients)
        build_outward(running, settings, access, wanted.objects)

    run("connector", settings, build, lifetimes=lifetimes(settings))


if __name__ == "__main__":
    main()
