"""A thin client for Xero: calls, paging, batches, wire formats, errors; tokens are only read here."""
