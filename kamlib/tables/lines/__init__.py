"""Which rows are order lines that count, and what each of them is worth."""
