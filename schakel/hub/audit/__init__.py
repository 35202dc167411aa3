"""The audit log: who did what, when, from where and with what; never what a document says, nor a secret (ADR 0260).

Low, so that every room can write into it: `record` adds a row in the transaction of what it tells of, `chain` links the rows
of each office by hash. Checking, anchoring and exporting are in `records/audit/`.
"""
