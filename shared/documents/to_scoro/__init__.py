"""Documents of Xero on their way to Scoro: what invoices, credit notes and bills have in common."""
