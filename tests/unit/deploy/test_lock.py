import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.errors import LocalError
from deploy.local.lock import locked

HOLDS = """
import sys
from pathlib import Path
from deploy.local.lock import locked
with locked(Path(sys.argv[1]), print):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_two_commands_do_not_start_things_at_once(tmp_path: Path) -> None:
    said: list[str] = []
    command = [sys.executable, "-c", HOLDS, str(tmp_path / "lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:  # noqa: S603
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"

        with pytest.raises(LocalError, match="Another command"), locked(tmp_path / "lock", said.append, patience=0.1):
            pass

        other.kill()

    with locked(tmp_path / "lock", said.append, patience=0.1):
        assert said == ["Another command is starting or stopping things here; waiting for it"]
