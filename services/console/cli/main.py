"""`scoro-xero`: every group of commands is added here."""

import typer

from services.console.cli import commands, stack

app = typer.Typer(
    name="scoro-xero",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
commands.add_to(app)
app.add_typer(stack.app, name="stack")


@app.callback()
def main() -> None:
    """
    Example: scoro-xero status

    Keeps Scoro and Xero in step.
    """


if __name__ == "__main__":
    app()
