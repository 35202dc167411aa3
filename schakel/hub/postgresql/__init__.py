"""Django's PostgreSQL, with a short way for what is written most often."""
