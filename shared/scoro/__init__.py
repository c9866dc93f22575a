"""A thin client for Scoro: calls, paging, wire formats, errors."""
