"""National rules in the file of BIS Billing 3.0.21: one module a country, asked only where its `applies` holds.

They are not part of Self-Billing. There are none for Belgium.
"""
