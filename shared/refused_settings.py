"""What is said of settings that do not fit: which variable, and what is right; never the value, which may be secret."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from shared.secret_files import SecretFileError

TITLE = "These settings do not fit:"
WHERE = ".env.example says what each one means."
_WORDS = {
    "bool_parsing": "should be true or false",
    "bool_type": "should be true or false",
    "int_parsing": "should be a whole number",
    "int_from_float": "should be a whole number",
    "float_parsing": "should be a number",
    "finite_number": "should be a number",
    "literal_error": "should be {expected}",
    "greater_than": "should be more than {gt}",
    "greater_than_equal": "should be {ge} or more",
    "less_than": "should be less than {lt}",
    "less_than_equal": "should be {le} or less",
    "string_too_long": "should have {max_length} characters at most",
}


def told(error: ValidationError | SecretFileError, kind: type[BaseModel]) -> str:
    """One line for each variable."""
    lines = [str(error)] if isinstance(error, SecretFileError) else list(_lines(error, kind))
    return "\n".join([TITLE, *(f"  {line}" for line in lines), WHERE])


def _lines(error: ValidationError, kind: type[BaseModel]) -> Iterator[str]:
    for item in error.errors(include_url=False, include_input=False):
        if item["loc"]:
            yield f"{str(item['loc'][0]).upper()}: {_words(item, kind)}"
        else:
            yield _own(item)


def _words(item: Mapping[str, Any], kind: type[BaseModel]) -> str:
    if item["type"] == "missing":
        field = kind.model_fields[str(item["loc"][0])]
        return f"is not set. {field.description}"
    if item["type"] in _WORDS:
        return _WORDS[item["type"]].format(**item.get("ctx", {}))
    return _own(item)


def _own(item: Mapping[str, Any]) -> str:
    """What a check of ours said."""
    return str(item["msg"]).removeprefix("Value error, ")
