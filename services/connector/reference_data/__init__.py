"""Accounts, tax rates and currencies: Xero's come to Scoro, always and in this direction only (R38–R57).

`accounts`, `tax_rates` and `currencies` say what is to be done, and are pure; `applying` does it, one write at a time;
`refresh` is the source that reads all lists, has the differences applied and keeps what was read for everybody.
"""
