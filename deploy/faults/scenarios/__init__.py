"""What is broken, one module per kind of thing."""
