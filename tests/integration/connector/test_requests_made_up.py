"""Requests that fit the description of the API more or less."""

import asyncio
from random import Random

import pytest

from deploy.faults.requests_made_up import sent
from tests.integration.connector.outward import KEY, Outward

MANY = 150
DEFECT = 500


@pytest.mark.slow
async def test_what_is_made_up_from_our_own_description_is_answered_as_it_says(outward: Outward) -> None:
    connection = await outward.connect()

    found = await asyncio.to_thread(sent, str(outward.http.base_url), KEY, [connection.id], MANY, Random(1))

    assert found.answers[DEFECT] == 0
    assert dict(found.wrong) == {}
    assert found.answers.total() > MANY // 2
