"""Django's SQLite, made fair for several writing processes."""
