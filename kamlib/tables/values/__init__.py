"""One cell of text, or a column of them, to a value: amounts, dates, ids. No header and no file is known here."""
