"""Which payment pays which invoice: certain, to be confirmed, or unknown. Never a guess."""

from schakel.sepa.matching.deciding import match
from schakel.sepa.matching.model import Match, Matching, OpenItem, Part, Proposal, Why

__all__ = ["Match", "Matching", "OpenItem", "Part", "Proposal", "Why", "match"]
