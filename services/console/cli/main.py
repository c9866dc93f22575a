"""`scoro-xero`: every group of commands is added here."""

import typer

from services.console.cli import stack

app = typer.Typer(
    name="scoro-xero",
    help="Keeps Scoro and Xero in step.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(stack.app, name="stack")


@app.callback()
def main() -> None:
    """
    Keeps Scoro and Xero in step.

    Example: scoro-xero stack up
    """


if __name__ == "__main__":
    app()
