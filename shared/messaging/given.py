"""What a handler is given by name: `Annotated[Draining, Given()]`."""

from typing import Any

from faststream._internal.context.context_type import Context


class _Given(Context):
    """FastStream's own, looked up where it is awaited: a plain function would be run in a thread for every message."""

    async def use(self, /, **kwargs: Any) -> dict[str, Any]:  # type: ignore[override]  # it is awaited where it can be
        found: dict[str, Any] = super().use(**kwargs)
        return found


def Given() -> Any:  # noqa: N802 - reads like FastStream's own
    """The part that was set under the argument's name."""
    return _Given()
