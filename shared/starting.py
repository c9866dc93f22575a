"""What a process does before all else: it imports what it is made of."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """For imports: hardly anything of them is garbage, and looking for it over and over took a quarter of the start.

    What is there afterwards lives as long as the process, and is never looked through at all.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
