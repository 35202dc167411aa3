"""The rules of Peppol BIS Billing and Self-Billing, release 3.0.21 (May 2026); both have the same, but for a few codes."""
