"""How MongoDB is written to: several writes at once are a transaction, or tell whether they are certain to last."""

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import modules, nodes, place

TELLS = Path("shared/store/database.py")
PRODUCT = [path for path in modules("shared", "services") if "sandbox" not in path.parts and path != TELLS]


@pytest.mark.parametrize("path", PRODUCT, ids=str)
def test_many_writes_at_once_belong_to_a_transaction(path: Path) -> None:
    bare = [
        place(path, node)
        for node in nodes(path)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "bulk_write"
        and not any(keyword.arg == "session" for keyword in node.keywords)
    ]

    assert bare == [], "use `write_all`"
