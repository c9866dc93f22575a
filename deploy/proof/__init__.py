"""Figures that can be checked by anybody: `make proof`. Each part is a module of its own, named in `parts.py`."""
