"""Serves one sandbox: `python -m services.sandbox scoro|xero [--port N] [--host ADDRESS]`."""

import argparse
import asyncio
import gc
import importlib
from collections.abc import Sequence

from starlette.types import ASGIApp

from services.sandbox.common.server import serve_until_signal

NAMES = ("scoro", "xero")


def app_of(name: str) -> ASGIApp:
    """Settings come from the environment; the other sandbox is not even imported."""
    gc.disable()  # nothing that is imported is garbage
    module = importlib.import_module(f"services.sandbox.{name}.app")
    gc.freeze()
    gc.enable()
    app: ASGIApp = module.create_app(module.settings_from_environment())
    return app


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m services.sandbox", description=__doc__)
    parser.add_argument("name", choices=NAMES, help="which system to pretend")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=0, help="port to listen on (default: any free one)")
    chosen = parser.parse_args(arguments)
    asyncio.run(serve_until_signal(app_of(chosen.name), name=chosen.name, host=chosen.host, port=chosen.port))


if __name__ == "__main__":
    main()
