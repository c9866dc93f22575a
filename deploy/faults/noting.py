"""
Runs a service that writes down the id of each message it is done with, just before it acknowledges it, and of each
that it tried to publish and that the broker did not confirm.

    FAULTS_NOTES=notes.txt python -m deploy.faults.noting services.invoices
"""

import functools
import os
import runpy
import sys
from typing import Any

from aio_pika.exchange import Exchange
from aio_pika.message import IncomingMessage, Message

FILE = "FAULTS_NOTES"
REFUSED = "-"
"""Before the id of what was not confirmed: some queues may have it, and whoever told it knows that it has to again."""


def noting(path: str) -> None:
    """From now on messages of this process leave their ids in the file, whole lines at a time."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    acknowledge, publish = IncomingMessage.ack, Exchange.publish

    @functools.wraps(acknowledge)
    async def noted(message: IncomingMessage, *given: Any, **named: Any) -> Any:
        if message.message_id:
            os.write(file, f"{message.message_id}\n".encode())
        return await acknowledge(message, *given, **named)

    @functools.wraps(publish)
    async def confirmed(exchange: Exchange, message: Message, *given: Any, **named: Any) -> Any:
        try:
            return await publish(exchange, message, *given, **named)
        except BaseException:
            os.write(file, f"{REFUSED}{message.message_id}\n".encode())
            raise

    setattr(IncomingMessage, acknowledge.__name__, noted)
    setattr(Exchange, publish.__name__, confirmed)


def main() -> None:
    """Note, and be the service."""
    noting(os.environ[FILE])
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
