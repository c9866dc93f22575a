"""What is wrong with a body from outside: the places that do not fit, never what they hold."""

from pydantic import ValidationError

NAMED = 5
"""Places; more would only be longer."""


def misfits(error: ValidationError) -> str:
    """`object_id: Field required; site: …`"""
    places = {
        ".".join(map(str, item["loc"])) or "body": item["msg"]
        for item in error.errors(include_input=False, include_url=False, include_context=False)
    }
    return "; ".join(f"{place}: {text}" for place, text in list(places.items())[:NAMED])
