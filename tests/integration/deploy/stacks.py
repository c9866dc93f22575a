"""A made-up table of services."""

from collections.abc import Callable
from pathlib import Path

from deploy.local.services import Service, Surroundings
from deploy.local.stack import Stack

TINY = str(Path(__file__).with_name("tiny_service.py"))
WORDS = {"WORD": "one"}


def told_a_word(_around: Surroundings) -> dict[str, str]:
    return WORDS


def told_of_connector(around: Surroundings) -> dict[str, str]:
    return {"WORD": around.public_url}


CONNECTOR = Service("connector", (TINY, "{port}"), told_a_word)
INVOICES = Service("invoices", (TINY, "{port}"), told_of_connector, takes_workers=True)
TABLE = (CONNECTOR, INVOICES)

MakeStack = Callable[[str], Stack]
