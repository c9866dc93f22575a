"""`scoro-xero mapping`: which field becomes which."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.markup import escape

from services.console.cli import output
from services.console.cli.output import Json
from shared.contracts.envelope import Category
from shared.words.fields import FIELDS

CATEGORIES = ", ".join(FIELDS)
Wanted = Annotated[str, typer.Argument(metavar="CATEGORY", help=f"One of {CATEGORIES}.")]


def mapping(category: Wanted, *, as_json: Json = False) -> None:
    """
    Example: scoro-xero mapping invoices

    Prints the table of fields of a category, Scoro on the left and Xero on the right.
    """
    rows = FIELDS.get(Category(category)) if category in set(Category) else None
    if rows is None:
        raise typer.BadParameter(f"{category!r} has no table; there are {CATEGORIES}.", param_hint="CATEGORY")
    if as_json:
        output.document({"category": category, "fields": [asdict(row) for row in rows]})
        return
    table = output.table("Scoro", "Xero", "Note", grow=("Scoro", "Xero", "Note"))
    for row in rows:
        table.add_row(escape(row.scoro), escape(row.xero), escape(row.note))
    output.show(table)
