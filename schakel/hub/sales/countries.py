"""Countries by name, in the reader's language; those that Belgians trade with first."""

from functools import cache

from babel import Locale
from django.utils.translation import get_language

from schakel.einvoice.codelists import codes

NEAR = ("BE", "NL", "FR", "DE", "LU")


def countries() -> list[tuple[str, str]]:
    return list(named(get_language() or "en"))


@cache
def named(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language, sep="-").territories
    known = [(code, str(names.get(code, code))) for code in codes("ISO3166-1-alpha2")]
    near = {code: NEAR.index(code) for code in NEAR}
    return tuple(sorted(known, key=lambda each: (near.get(each[0], len(NEAR)), each[1])))
