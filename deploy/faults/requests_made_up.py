"""Requests that fit the connector's OpenAPI description more or less, and whether its answers keep to it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote

import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation

SECONDS = 30.0
MOST_SEED = 2**32
LEFT_ALONE = frozenset({"post /connections", "put /connections/{connection_id}/key"})
"""They would reach out to sites that are made up; their tests try them."""
EXISTING = ("/actions", "/checks")
HALF = 0.5
LONGEST = 30_000
"""Bytes of a query; a longer one the HTTP server itself refuses, and closes the connection before all has come."""
CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]

Operation = APIOperation[Any, Any, Any, Any]


@dataclass(slots=True)
class Answers:
    """What came of all."""

    answers: Counter[int] = field(default_factory=Counter)
    """By status."""
    wrong: Counter[str] = field(default_factory=Counter)
    """What does not keep to the description, in words, and how often."""


def sent(address: str, key: str, connection_ids: Sequence[str], count: int, random: Random) -> Answers:
    """About so many, spread over all operations, valid and invalid ones; half of them to connections there are."""
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
    operations = list(_operations(schema))
    found = Answers()
    for operation in operations:
        ids = connection_ids if operation.path.endswith(EXISTING) or operation.method.lower() == "get" else ()
        _ask(operation, key, ids, -(-count // len(operations) // 2), random, found)
    return found


def _operations(schema: schemathesis.BaseSchema) -> Iterator[Operation]:
    for found in schema.get_all_operations():
        if not isinstance(found, Ok):
            raise TypeError(f"our description does not fit: {found.err()}")
        one = found.ok()
        if f"{one.method.lower()} {one.path}" not in LEFT_ALONE and one.method.lower() != "delete":
            yield one


def _ask(
    operation: Operation, key: str, connection_ids: Sequence[str], count: int, random: Random, found: Answers
) -> None:
    number = random.randrange(MOST_SEED)
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

        @seed(number)
        @settings(
            max_examples=count, deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: schemathesis.Case[Any]) -> None:
            assume(len(quote(str(case.query))) < LONGEST)
            if connection_ids and random.random() < HALF:
                case.path_parameters["connection_id"] = random.choice(connection_ids)
            answer = case.call(headers={"Authorization": f"Bearer {key}"}, timeout=SECONDS)
            found.answers[answer.status_code] += 1
            try:
                case.validate_response(answer, checks=CHECKS)
            except FailureGroup as failures:
                found.wrong[f"{operation.label}: {' '.join(str(failures.exceptions[0]).split())}"] += 1

        with suppress(Unsatisfiable):  # nothing can be wrong where nothing is taken
            ask()
