"""One module per resource: which calls it answers, with which records and views."""
