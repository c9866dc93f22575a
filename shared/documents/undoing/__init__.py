"""Taking back what was written of a document: what it takes, in which order, and what keeps it from being done."""
