"""The languages in which this package speaks to a reader."""

from schakel.base.languages import LANGUAGES, known
from schakel.base.words import Words

__all__ = ["LANGUAGES", "Words", "known"]
