"""The shape of advice."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Advice:
    """In plain words, without codes."""

    title: str
    """What is the matter, without a full stop."""
    why: str
    fix: str
    """What to do; where nothing is to be done, that."""


NOTHING = "Nothing to do: it continues by itself."
MAINTAINER = "Tell whoever maintains this installation; the log has the details under this code."
