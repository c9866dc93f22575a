"""What could not be asked is never told as "nothing found", and the list of parts is written either way."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from deploy import audit

ROOT = Path(__file__).parents[3]
WELL = {"name": "idna", "version": "3.20", "vulns": []}
WEAK = {"name": "jinja2", "version": "3.1.5", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1.6"]}]}
UNKNOWN = {"name": "idna", "skip_reason": "Dependency not found on PyPI and could not be audited: idna (3.20)"}


@pytest.mark.parametrize(
    ("told", "code", "words"),
    [
        pytest.param((0, json.dumps({"dependencies": [WELL]})), 0, "No weaknesses are known of 1 packages", id="well"),
        pytest.param((1, json.dumps({"dependencies": [WELL, WEAK]})), 1, "jinja2 3.1.5: PYSEC-1", id="weak"),
        pytest.param((0, json.dumps({"dependencies": [UNKNOWN]})), 3, "NOT be asked for 1 of 1", id="404"),
        pytest.param((1, json.dumps({"dependencies": [WEAK, UNKNOWN]})), 1, "NOT be asked for 1 of 2", id="both"),
        pytest.param((1, "requests.exceptions.ProxyError: refused"), 3, "ended with 1", id="no line out"),
        pytest.param((0, "{}"), 3, "NOT be asked", id="another form"),
        pytest.param((0, json.dumps({"dependencies": []})), 3, "", id="nothing was looked at"),
    ],
)
def test_the_exit_code_tells_found_from_not_asked(told: audit.Told, code: int, words: str) -> None:
    said: list[str] = []

    assert audit.audited(lambda _words: told, said.append) == code
    assert words in "\n".join(said)


def test_the_list_of_parts_has_every_locked_package_and_stays_without_a_line_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / audit.LOCK).write_text((ROOT / audit.LOCK).read_text())
    monkeypatch.chdir(tmp_path)

    def without_a_line(words: Sequence[str]) -> audit.Told:
        return (1, "ConnectionError: no line") if words[0] == audit.WEAKNESSES[0] else audit.ran(words)

    assert audit.main(without_a_line) == 3

    listed = {part["name"]: part["version"] for part in json.loads(audit.PARTS.read_text())["components"]}
    locked = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", (ROOT / audit.LOCK).read_text(), re.MULTILINE)
    assert listed == dict(locked)
