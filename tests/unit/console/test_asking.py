"""Before something is done somebody is asked; where nobody is there, nothing is done and the exit code says so."""

import pytest
import typer
from typer.testing import CliRunner

from services.console.cli.asking import agreed
from shared.errors import InvalidChoiceError

app = typer.Typer()


@app.command()
def ask() -> None:
    typer.echo(f"agreed {agreed('Really?')}")


@pytest.mark.parametrize(
    ("typed", "out", "err"), [("y\n", "agreed True\n", ""), ("n\n", "agreed False\n", "Nothing was changed.\n")]
)
def test_an_answer_is_heard(typed: str, out: str, err: str) -> None:
    said = CliRunner().invoke(app, input=typed)

    assert said.stdout.endswith(out)
    assert said.stderr.endswith(err)


def test_a_script_must_say_yes_itself() -> None:
    said = CliRunner().invoke(app, input="")

    assert isinstance(said.exception, InvalidChoiceError)
    assert str(said.exception) == "--yes: is needed here, where nobody can be asked"
