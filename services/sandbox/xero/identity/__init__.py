"""Signing in: consent page, tokens, revocation, connections (reference section 2)."""
