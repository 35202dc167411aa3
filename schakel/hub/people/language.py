"""The language of each answer: the person's own, else what the browser asks for, else the installation's first."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

COOKIE = "language"


class PersonLanguage:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE or "en")
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def language_of(request: HttpRequest) -> str:
    offered = dict(settings.LANGUAGES)
    if request.user.is_authenticated and request.user.language in offered:
        return request.user.language
    if request.COOKIES.get(COOKIE) in offered:
        return request.COOKIES[COOKIE]
    for wish in request.headers.get("Accept-Language", "").lower().split(","):
        if (code := wish.strip()[:2]) in offered:
            return code
    return settings.FIRST_LANGUAGE
