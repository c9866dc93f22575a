"""A publisher that remembers."""

from collections.abc import Iterable
from typing import TypeVar

from shared.contracts.envelope import Message

Kind = TypeVar("Kind", bound=Message)


class MemoryPublisher:
    """Keeps what was published until it is taken."""

    def __init__(self) -> None:
        self.published: list[Message] = []

    async def publish(self, message: Message) -> None:
        """See `shared.messaging.publisher.Publishes`."""
        self.published.append(message)

    async def publish_all(self, messages: Iterable[Message]) -> None:
        """See `shared.messaging.publisher.Publishes`."""
        self.published.extend(messages)

    def of(self, kind: type[Kind]) -> list[Kind]:
        """Everything of one kind, oldest first."""
        return [message for message in self.published if isinstance(message, kind)]

    def taken(self) -> list[Message]:
        """Everything so far, forgotten with it."""
        found, self.published = self.published, []
        return found
