"""Every message on the bus, frozen and versioned; `schemas/` holds the published form of each."""
