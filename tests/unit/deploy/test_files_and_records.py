import errno
import os
import stat
from pathlib import Path

import pytest
from pydantic import BaseModel

from deploy.local import files, records
from deploy.local.errors import LocalError, plainly
from deploy.local.keys import keys_of
from deploy.local.launch import LOG_BYTES, make_room
from deploy.local.places import Places


class Note(BaseModel):
    text: str


def test_a_file_is_replaced_at_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file"

    files.write(path, "first")
    files.write(path, "second")

    assert path.read_text() == "second"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_record_comes_back_as_it_was(tmp_path: Path) -> None:
    records.save(tmp_path / "note", Note(text="Ülle"))

    assert records.load(tmp_path / "note", Note) == Note(text="Ülle")


def test_a_record_that_never_was_is_none(tmp_path: Path) -> None:
    assert records.load(tmp_path / "note", Note) is None


@pytest.mark.parametrize("damage", [b"", b"{", b'{"text": 1', b"\xff\xfe", b'{"other": "x"}'])
def test_a_damaged_record_is_named_instead_of_forgotten(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "note").write_bytes(damage)

    with pytest.raises(LocalError, match="note cannot be read"):
        records.load(tmp_path / "note", Note)


def test_keys_are_made_once(tmp_path: Path) -> None:
    places = Places(tmp_path)

    first = keys_of(places)

    assert keys_of(places) == first
    assert keys_of(Places(tmp_path / "other")) != first
    assert stat.S_IMODE(places.keys.stat().st_mode) == 0o600


def test_the_last_lines_of_a_log_are_what_a_reader_wants(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("".join(f"line {number}\n" for number in range(100)))

    assert files.last_lines(log, 2) == "line 98\nline 99"
    assert files.last_lines(tmp_path / "none") == "(no log)"


def test_a_log_that_has_grown_makes_room_once(tmp_path: Path) -> None:
    log = tmp_path / "connector.log"
    log.write_bytes(b"x" * (LOG_BYTES + 1))

    make_room(log)

    assert not log.exists()
    assert (tmp_path / "connector.log.1").stat().st_size == LOG_BYTES + 1


def test_a_file_that_could_not_be_written_leaves_nothing_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space left") as refused:
        files.write(tmp_path / "stack.json", "{}")

    assert list(tmp_path.iterdir()) == []
    assert plainly(refused.value).startswith(f"{tmp_path / 'stack.json'}: No space left on device. ")
