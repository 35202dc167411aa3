"""The rules of EN 16931 for UBL, release 1.3.16, one module a family; `rulebook` gathers their tables."""
