"""What processes that are started in a block find in their environment."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from shared.secret_files import ENDING


@contextmanager
def told(values: Mapping[str, str]) -> Iterator[None]:
    """These variables, beside all others; afterwards everything is as before."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def ours(values: Mapping[str, str]) -> dict[str, str]:
    """The environment of the present process with these values in it, whatever files it names for them."""
    files = {name + ENDING for name in values}
    return {name: value for name, value in os.environ.items() if name not in files} | dict(values)
