"""News from outside, verified or treated as a hint, handed over as `ObjectWanted` before it is answered."""
