"""How an e-mail address is read: in one form for looking up (H08), and with a warning where letters only look alike."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from schakel.hub.people.models import normal

ALPHABETS = {"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "HEBREW", "ARABIC", "GEORGIAN", "CHEROKEE", "COPTIC"}


def is_mixed(address: str) -> bool:
    """Whether one part between dots mixes alphabets, as `pаypal.be` with a Cyrillic `а` does: a homograph."""
    local, _at, domain = normal(address).rpartition("@")
    return any(len(alphabets(label)) > 1 for label in [local, *map(read, domain.split("."))])


def read(label: str) -> str:
    """A part of a domain as it is shown to people: `xn--…` as the letters it stands for."""
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label


def alphabets(text: str) -> set[str]:
    return {unicodedata.name(letter, "").split(" ")[0] for letter in text if letter.isalpha()} & ALPHABETS


def refuse_mixed(address: str) -> None:
    """Raises ValidationError: someone who means it can use the address from their own mail program."""
    if is_mixed(address):
        raise ValidationError(
            _("This address mixes letters of different alphabets that look alike. Please type it again by hand."),
            code="mixed_alphabets",
        )
