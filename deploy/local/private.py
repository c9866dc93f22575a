"""A server of our own, whose files lie in one folder: started, repaired, ended and discarded."""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from deploy.local import files, records
from deploy.local.errors import DidNotStartError
from deploy.local.processes import Process
from deploy.local.waiting import until

START_SECONDS = 60.0
STOP_SECONDS = 30.0
RECORD = "server.json"
ATTEMPTS = 2
"""Between looking for a free port and taking it, somebody else may take it."""


class ServerRecord(BaseModel, ABC):
    """What is remembered of a server. Data, user and ports outlive its processes."""

    model_config = ConfigDict(frozen=True)

    user: str
    password: str

    @property
    @abstractmethod
    def processes(self) -> tuple[Process, ...]:
        """Those there are, in the order in which they are ended."""

    @property
    @abstractmethod
    def is_alive(self) -> bool: ...

    @abstractmethod
    def advance(self) -> bool:
        """Whether there is nothing more to wait for: it is ready, or it has died."""


Program = TypeVar("Program")
Record = TypeVar("Record", bound=ServerRecord)


@dataclass(frozen=True, slots=True)
class PrivateServer(ABC, Generic[Program, Record]):
    """Starts, repairs and stops the server whose files lie in `folder`."""

    NAME: ClassVar[str]
    """As people call it."""

    folder: Path
    program: Callable[[], Program]
    """Asked only when a program has to be started."""

    def up(self) -> Record:
        """Leave one that answers, started now if it was not there.

        Raises DidNotStartError, and LocalError where it cannot run at all.
        """
        record = self.record()
        if record and record.is_alive and until(record.advance, seconds=START_SECONDS) and record.is_alive:
            return record  # a busy one may be slow to answer; it is not started anew for that
        self.down()
        for _ in range(ATTEMPTS):
            record = self._start(record or self._new_record())
            if until(record.advance, seconds=START_SECONDS) and record.is_alive:
                return record
            self.down()
        said = files.last_lines(self.log)
        raise DidNotStartError(f"{self.NAME} did not become ready. {self.log} ends with:\n{said}")

    def down(self) -> None:
        """End its processes, if they are ours and still there."""
        record = self.record()
        for process in record.processes if record else ():
            process.stop(patience=STOP_SECONDS)

    def discard(self) -> None:
        """End it at once and remove everything it had."""
        record = self.record()
        for process in record.processes if record else ():
            process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    @abstractmethod
    def record(self) -> Record | None: ...

    @property
    @abstractmethod
    def log(self) -> Path: ...

    @abstractmethod
    def _start(self, before: Record) -> Record: ...

    @abstractmethod
    def _new_record(self) -> Record: ...

    def _remember(self, record: Record) -> Record:
        """What cannot be remembered is ended: nobody would find it again."""
        try:
            records.save(self.folder / RECORD, record)
        except OSError:
            for process in record.processes:
                process.kill()
            raise
        return record
