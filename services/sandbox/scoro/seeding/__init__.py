"""A made-up company that looks real: same seed and size, same company; only its days follow the clock."""
