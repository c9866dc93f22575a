"""How the project of a document's header and those of its lines go together (assumed but for `PER_LINE`). Pure."""

from services.sandbox.scoro.lines import HEADING
from services.sandbox.scoro.state import Row

PER_LINE = -1
"""In a bill's header: each line has its own project."""


def follow_header(row: Row, former: int) -> None:
    """Lines that had the header's project go on with its new one."""
    if row["project_id"] > 0:
        _put(row, {0, former})


def fill_in(row: Row, *, per_line: bool) -> None:
    """A line without project takes the header's."""
    if row["project_id"] > 0:
        _put(row, {0})
    priced = (line for line in row["_lines"] if line["product_id"] != HEADING)
    if per_line and any(line["project_id"] != row["project_id"] for line in priced):
        row["project_id"] = PER_LINE


def _put(row: Row, instead_of: set[int]) -> None:
    project = {"project_id": row["project_id"]}
    row["_lines"] = [line | (project if line["project_id"] in instead_of else {}) for line in row["_lines"]]
