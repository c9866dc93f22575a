"""Proof of agreement: what both systems hold is read in full, compared by the links, and every difference is named."""
