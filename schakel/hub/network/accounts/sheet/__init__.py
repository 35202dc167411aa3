"""The accounts of all companies of an office by one sheet. Keys are encrypted as soon as it is read, and never come out."""
