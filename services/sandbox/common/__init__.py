"""What the pretend Scoro and the pretend Xero have in common: clock, faults, request log, snapshots, control API."""
