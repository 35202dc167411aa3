"""THE NETWORK, as the Peppol specifications define it. Pure: no Django, no database, no clock, no socket."""
