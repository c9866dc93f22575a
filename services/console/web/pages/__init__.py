"""One module per page: what is asked for, by whom, and which template shows it."""
