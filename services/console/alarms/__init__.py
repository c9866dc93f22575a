"""Alarms by e-mail and to an address of one's own: once per cause, with a link to the page that shows it."""
