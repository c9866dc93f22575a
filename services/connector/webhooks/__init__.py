"""News from outside, verified or treated as a hint, kept as wishes to read before it is answered."""
