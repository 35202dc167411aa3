"""PAYING, as EPC and ISO define it. Pure: no Django, no database, no clock, no socket."""
