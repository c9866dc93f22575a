"""Documents of Scoro on their way to Xero: what invoices, credit notes and bills have in common."""
