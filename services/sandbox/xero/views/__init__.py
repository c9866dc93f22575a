"""Records as Xero shows them: which keys appear in lists, single reads and write answers (reference section 8)."""
