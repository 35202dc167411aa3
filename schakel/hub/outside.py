"""The one door out. Everything that reaches another machine passes here; tests replace it and the internet is gone.

Mail goes through Django's mail framework, which the settings point at a server of the operator's.
"""
