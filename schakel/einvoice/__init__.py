"""THE DOCUMENT, as EN 16931 defines it. Pure: no Django, no database, no clock, no socket."""
