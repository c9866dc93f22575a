"""News from outside, verified or treated as a hint, kept as wishes to read before it is answered."""

from collections.abc import Awaitable, Callable, Sequence

from shared.contracts.sync import ObjectWanted

Keep = Callable[[Sequence[ObjectWanted]], Awaitable[None]]
"""Returns once all of these are kept."""
