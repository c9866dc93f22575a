"""Filling a pretend Xero: bodies as the API takes them, or a made-up studio; always by the rules of the API."""
