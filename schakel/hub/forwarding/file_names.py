"""The name of a file that is sent, from a pattern with words in braces."""

import re
import unicodedata
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from schakel.hub.documents.filetypes import LONGEST_NAME, safe_name
from schakel.hub.documents.models import Document

PATTERN = "{date}_{party}_{number}_{id}"
WORDS = ("date", "number", "party", "company", "enterprise", "side", "id")
ENDING = 5  # characters at most, with its dot


def check_pattern(pattern: str) -> None:
    """Raises ValidationError for a word that means nothing, and for what would name a folder."""
    unknown = [word for word in re.findall(r"\{(.*?)\}", pattern) if word not in WORDS]
    if unknown:
        raise ValidationError(_("You cannot use %(word)s in a file name.") % {"word": "{" + unknown[0] + "}"})
    if re.search(r"[/\\{}]", re.sub(r"\{\w+\}", "", pattern)) or not re.search(r"\{\w+\}", pattern):
        raise ValidationError(_("Use at least one word in braces, and no slash."))


def words_of(document: Document) -> dict[str, str]:
    """Of one document, for its name and its mail. Strangers' text is still as it came."""
    company = document.connection.company
    return {
        "date": (document.issue_date or document.received_at.date()).isoformat(),
        "number": document.number,
        "party": document.party,
        "company": company.name,
        "enterprise": company.enterprise_number,
        "side": document.connection.side,
        "id": str(document.pk),
    }


def stem(pattern: str, told: Mapping[str, str]) -> str:
    """A name without an ending that is only a name, whatever name a stranger chose (J01, C04), and no longer than most
    systems take."""
    cut = {word: one_word(value)[:30] for word, value in told.items()}
    filled = re.sub(r"\{(\w+)\}", lambda found: cut.get(found[1], ""), pattern)
    if not filled.strip("_-. "):
        return f"document-{told.get('id', '')}"
    return safe_name(f"{filled}.x", otherwise="").removesuffix(".x")[: LONGEST_NAME - ENDING].strip(". ")


def one_word(value: str) -> str:
    """`Café & Sons NV` → `Cafe-Sons-NV`: safe in every path, address and mail header."""
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode()
    return re.sub(r"[^\w.]+|\.{2,}", "-", plain).strip("-.")
