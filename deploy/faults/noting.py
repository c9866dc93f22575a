"""
Runs a service that writes down the id of each message it is done with, just before it acknowledges it.

    FAULTS_NOTES=notes.txt python -m deploy.faults.noting services.invoices
"""

import functools
import os
import runpy
import sys
from typing import Any

from aio_pika.message import IncomingMessage

FILE = "FAULTS_NOTES"


def noting(path: str) -> None:
    """From now on every acknowledgement of this process leaves its message's id in the file, whole lines at a time."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    original = IncomingMessage.ack

    @functools.wraps(original)
    async def noted(message: IncomingMessage, *given: Any, **named: Any) -> Any:
        if message.message_id:
            os.write(file, f"{message.message_id}\n".encode())
        return await original(message, *given, **named)

    setattr(IncomingMessage, original.__name__, noted)


def main() -> None:
    """Note, and be the service."""
    noting(os.environ[FILE])
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
