"""The open hub between accountancy offices, their clients and the Peppol network."""

__version__ = "0.1.0"
