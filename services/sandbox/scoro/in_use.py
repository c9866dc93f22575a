"""Keeps what others name from being deleted (assumed): it can only be made inactive."""

from collections.abc import Iterable, Mapping

from services.sandbox.scoro.call import Call
from services.sandbox.scoro.errors import BadRequestError
from services.sandbox.scoro.module import Remove
from services.sandbox.scoro.state import Row

DOCUMENTS = ("invoices", "prepayments", "bills")


def not_in_use(uses: Mapping[str, Iterable[str]], key: str) -> Remove:
    """`uses` lists, by module, the fields of its objects and their lines that name it."""

    def check(row: Row, call: Call) -> None:
        for module, names in uses.items() if call.settings.used_reference_data_stays else ():
            for other in call.state.table(module).values():
                rows = (other, *other.get("_lines", ()))
                if any(one.get(name) == row[key] for one in rows for name in names):
                    raise BadRequestError(f"It is in use in {module} and cannot be deleted")

    return check
