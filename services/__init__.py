"""The processes of the system, one package each."""
