"""Several writes at once: what was refused is told apart from what a MongoDB that steps down leaves uncertain."""

from typing import Any, cast

import pytest
from pymongo import UpdateOne
from pymongo.errors import BulkWriteError, WriteConcernError

from shared.store.database import TRANSIENT, Collection, write_all

STEPS_DOWN = {"code": 11602, "codeName": "InterruptedDueToReplStateChange", "errmsg": "operation was interrupted"}
TAKEN = {"index": 0, "code": 11000, "errmsg": "E11000 duplicate key"}
WRITES = [UpdateOne({"_id": 1}, {"$set": {"a": 1}})]


class Failing:
    """A collection whose bulk ends so."""

    def __init__(self, **details: Any) -> None:
        self._details = details

    async def bulk_write(self, *_writes: Any, **_how: Any) -> None:
        raise BulkWriteError(self._details)


def failing(**details: Any) -> Collection:
    return cast(Collection, Failing(**details))


async def test_what_is_not_certain_to_last_is_mended_by_time() -> None:
    with pytest.raises(TRANSIENT) as told:
        await write_all(failing(writeErrors=[], writeConcernErrors=[STEPS_DOWN]), WRITES)

    assert isinstance(told.value, WriteConcernError)
    assert "interrupted" in str(told.value)


async def test_what_was_refused_besides_is_told_by_the_next_attempt() -> None:
    with pytest.raises(WriteConcernError):
        await write_all(failing(writeErrors=[TAKEN], writeConcernErrors=[STEPS_DOWN]), WRITES)


async def test_what_was_refused_is_told_as_mongodb_tells_it() -> None:
    with pytest.raises(BulkWriteError) as told:
        await write_all(failing(writeErrors=[TAKEN], writeConcernErrors=[]), WRITES)

    assert told.value.details["writeErrors"] == [TAKEN]
