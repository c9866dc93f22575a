"""Words and wires that all services agree on."""
