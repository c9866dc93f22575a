"""What people use: the command line `scoro-xero` (`services.console.cli`)."""
