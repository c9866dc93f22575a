"""The shape of advice."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Advice:
    """In plain words, without codes."""

    title: str
    """What is the matter, without a full stop."""
    why: str
    fix: str
    """What to do; where nothing is to be done, that."""


COMMAND = re.compile(r"[;:,] `[^`]*`[^.;]*")
"""What is to be typed stands behind the words that say what to do: `Sign in again: `scoro-xero …`; links are kept.`"""


def without_commands(said: str) -> str:
    """For whoever has buttons in place of a command line."""
    return COMMAND.sub("", said)


def sentence(said: str) -> str:
    """As people write it: with a capital letter and a full stop."""
    return f"{said[:1].upper()}{said[1:]}{'' if said.endswith(('.', '!', '?')) else '.'}"


NOTHING = "Nothing to do: it continues by itself."
MAINTAINER = "Tell whoever maintains this installation; the log has the details under this code."
