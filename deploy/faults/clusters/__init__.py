"""Servers of three nodes on this machine, each of which can be lost."""
