"""The four languages in which this package speaks to a reader."""

from schakel.base.languages import LANGUAGES, Words, known

__all__ = ["LANGUAGES", "Words", "known"]
