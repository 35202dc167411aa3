"""Text as every bank of the SEPA area can carry it, and every XML.

Source: EPC217-08, "SEPA requirements for an extended character set": the Latin set, and how the rest is converted.
"""

import re
import unicodedata

from schakel.base.blanks import BLANKS, pieces, squeeze

ALLOWED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ")
UNKNOWN = "?"  # stands for a letter that has no Latin form
_BREAKS = {0x0B: "\n", 0x0C: "\n"}
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LETTERS = (  # what Unicode does not decompose; capitals follow by themselves
    "ß=ss æ=ae œ=oe ø=o đ=d ð=d þ=th ł=l ı=i ŋ=n ħ=h ŧ=t ĸ=k ſ=s ə=e "
    "α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps ω=o "
    "а=a б=b в=v г=g д=d е=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=h ц=ts ч=ch ш=sh щ=sht "
    "ъ=a ь=y ю=yu я=ya ы=y э=e ё=e є=ye і=i ї=yi ґ=g ђ=dj ј=j љ=lj њ=nj ћ=c џ=dz ѓ=gj ќ=kj ѕ=dz"
)
_SIGNS = (
    "&=+ *=. @=. _=- !=. #=. $=. %=. ;=, <=( >=) [=( ]=) {=( }=) |=/ \\=/ ~=- ^=. `=' \"=' ’=' ‘=' “=' ”=' „=' «=' »=' "
    "€=E £=. –=- —=- ‑=- ‒=- ⁄=/ ·=. …=... °=. §=. ×=. −=-"
)


def _table() -> dict[int, str]:
    small = dict(pair.split("=", 1) for pair in pieces(_LETTERS))
    capitals = {letter.upper(): latin.upper() for letter, latin in small.items() if len(letter.upper()) == 1}
    signs = dict(pair.split("=", 1) for pair in pieces(_SIGNS))
    return str.maketrans(capitals | small | signs | {"=": ".", "ẞ": "SS"})


_TABLE = _table()


def to_sepa(text: str, *, longest: int) -> str:
    """The text in the SEPA character set, on one line, at most `longest` characters, without spaces at its ends.

    European letters keep their sound (`Zoë Æ` → `Zoe AE`, `Σοφία` → `Sofia`), signs get the nearest allowed one, a
    letter of another script becomes `?`, what cannot be seen is left out.
    """
    latin = unicodedata.normalize("NFKD", one_line(text).translate(_TABLE)).translate(_TABLE)
    kept = "".join(_carried(char) for char in latin)
    return squeeze(kept)[:longest].rstrip(BLANKS)


def one_line(text: str) -> str:
    """The text without line breaks, control, formatting and private characters; white space is one space."""
    visible = "".join(" " if char.isspace() else char for char in text)  # texts: every space of a person becomes one
    return squeeze("".join(char for char in visible if not unicodedata.category(char).startswith("C")))


def to_xml(text: str) -> str:
    """The text without characters that no XML can hold; the line breaks of word processors become usual ones.

    Source: XML 1.0, production 2 (Char).
    """
    return _NO_XML.sub("", text.translate(_BREAKS))


def says_something(text: str) -> bool:
    """Whether a letter or a digit is left that a reader could recognise."""
    return any(char.isalnum() for char in text)


def _carried(char: str) -> str:
    if char in ALLOWED:
        return char
    return "" if unicodedata.category(char).startswith("M") else UNKNOWN
