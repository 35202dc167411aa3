"""THE SERVICE: everything that has a row, a page, a mail. Django."""
