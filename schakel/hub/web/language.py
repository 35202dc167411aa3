"""The language a visitor wishes: their cookie, else what the browser asks for, else the installation's first."""

from typing import TYPE_CHECKING, Any, TypeAlias

from django.conf import settings
from django.http import HttpRequest

from schakel.base.languages import SPOKEN

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Sentence: TypeAlias = "_StrOrPromise"  # in the reader's language; a promise (gettext_lazy) is made when it is shown

COOKIE = "language"
OWN_NAMES = [(language.code, language.name) for language in SPOKEN]


def language_choices() -> list[tuple[str, Any]]:
    """Of a column: a function, so that a migration does not repeat the list and another language needs none."""
    return settings.LANGUAGES


def wished(request: HttpRequest) -> str:
    offered = dict(settings.LANGUAGES)
    if request.COOKIES.get(COOKIE) in offered:
        return request.COOKIES[COOKIE]
    for wish in request.headers.get("Accept-Language", "").lower().split(","):
        if (code := wish.strip()[:2]) in offered:
            return code
    return settings.FIRST_LANGUAGE
