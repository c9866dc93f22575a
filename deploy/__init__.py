"""What runs the system: local servers and process stack, container files."""
