"""`scoro-xero`: every group of commands is added here."""

from typing import Annotated

from shared.starting import uncollected

with uncollected():
    import typer

    from services.console.cli import commands, stack
    from shared.version import VERSION

app = typer.Typer(
    name="scoro-xero",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
commands.add_to(app)
app.add_typer(stack.app, name="stack", rich_help_panel=commands.HELP)


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it so
    if wanted:
        typer.echo(f"scoro-xero {VERSION}")
        raise typer.Exit


@app.callback()
def main(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Which one it is.")
    ] = False,
) -> None:
    """
    Example: scoro-xero status

    Keeps Scoro and Xero in step. Exit codes: 0 done, 1 problems remain, 2 wrong use, 3 something cannot be reached.
    """


if __name__ == "__main__":
    app()
