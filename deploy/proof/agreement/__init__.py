"""Both books are compared on a whole system: left alone they agree, and what is changed behind its back is named."""
