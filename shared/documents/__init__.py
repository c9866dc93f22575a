"""What invoices, credit notes and bills have in common: fields, lines, arithmetic, twins, errors."""
