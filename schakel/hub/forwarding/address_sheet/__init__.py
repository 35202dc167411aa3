"""The bookkeeping addresses of all companies of an office as one sheet: out, and in with a look at every row first."""
