"""Asking whoever is there before something is done."""

import sys

import typer

from services.console.cli.session import say
from shared.errors import InvalidChoiceError


def agreed(question: str) -> bool:
    """Whether somebody says yes; a no is answered with a word.

    Raises InvalidChoiceError where nobody is there to be asked, as in a script.
    """
    try:
        answer = typer.confirm(question, err=True)
    except typer.Abort:
        if sys.stdin.isatty():  # Ctrl-C
            raise
        say("")
        raise InvalidChoiceError("--yes", "is needed here, where nobody can be asked") from None
    if not answer:
        say("Nothing was changed.")
    return answer
