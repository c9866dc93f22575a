"""Webhooks as Xero sends them: signed, batched, retried (reference section 10)."""
