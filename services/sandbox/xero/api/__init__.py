"""The accounting API: `/api.xro/2.0/…` and what guards it."""
