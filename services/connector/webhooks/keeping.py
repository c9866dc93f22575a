"""What deliveries are handed to."""

from collections.abc import Awaitable, Callable, Sequence

from shared.contracts.sync import ObjectWanted

Keep = Callable[[Sequence[ObjectWanted]], Awaitable[None]]
"""Returns once all of these are kept."""
