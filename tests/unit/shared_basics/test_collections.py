"""Every module that declares collections is asked for them."""

import importlib
import pkgutil

import shared.store
from shared.store.everything import INDEXES


def test_no_collection_is_forgotten() -> None:
    declared: set[str] = set()
    for found in pkgutil.iter_modules(shared.store.__path__, "shared.store."):
        if found.name != "shared.store.everything":
            declared |= set(getattr(importlib.import_module(found.name), "INDEXES", {}))

    assert {"changes", "holds"} <= declared
    assert declared == INDEXES.keys()
