from itertools import islice
from pathlib import Path

from deploy.local import logs


def test_the_last_lines_of_every_log_carry_its_name(tmp_path: Path) -> None:
    (tmp_path / "connector.log").write_text("one\ntwo\nthree\n")
    (tmp_path / "invoices-2.log").write_text("four\n")

    found = list(logs.lines_of(logs.readers(tmp_path, [], lines=2), follow=False))

    assert found == [("connector", "two"), ("connector", "three"), ("invoices-2", "four")]


def test_no_past_is_shown_if_none_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "connector.log").write_text("one\ntwo\n")

    assert not list(logs.lines_of(logs.readers(tmp_path, ["connector"], lines=0), follow=False))


def test_half_a_line_waits_for_its_end(tmp_path: Path) -> None:
    log = tmp_path / "connector.log"
    log.write_text("one\nha")
    (reader,) = logs.readers(tmp_path, ["connector"], lines=5)
    assert list(reader.new_lines()) == ["one"]

    with log.open("a") as file:
        file.write("lf\n")

    assert list(reader.new_lines()) == ["half"]


def test_a_log_that_begins_anew_is_read_from_its_beginning(tmp_path: Path) -> None:
    log = tmp_path / "connector.log"
    log.write_text("a long first life\n")
    (reader,) = logs.readers(tmp_path, ["connector"], lines=5)
    assert list(reader.new_lines()) == ["a long first life"]

    log.write_text("second\n")

    assert list(reader.new_lines()) == ["second"]


def test_following_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "connector.log"
    log.write_text("one\n")
    following = logs.lines_of(logs.readers(tmp_path, [], lines=5), follow=True)
    assert list(islice(following, 1)) == [("connector", "one")]

    with log.open("a") as file:
        file.write("two\n")

    assert next(following) == ("connector", "two")
