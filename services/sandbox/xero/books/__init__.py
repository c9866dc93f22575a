"""One organisation's books: records, rounding, and the rules a write must pass. Knows nothing of HTTP."""
