"""What the system remembers: MongoDB, reached only from here."""
