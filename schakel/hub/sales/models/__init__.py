"""Draft, Numbering, Gap."""

from schakel.hub.sales.models.draft import Draft
from schakel.hub.sales.models.numbering import Gap, Numbering

__all__ = [
    "Draft",
    "Gap",
    "Numbering",
]
