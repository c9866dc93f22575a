"""Measurements: `make bench` prints one line of JSON per measurement, then a table.

Every time is given with a baseline of the same run, so that the ratio means the same on any machine.
"""
