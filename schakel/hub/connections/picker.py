"""Choosing a company by typing: its name or number, with what is found below. Without JavaScript what was typed is looked up
when the form is sent; of several that match, a sentence names some."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Company
from schakel.hub.connections.models.company import is_open, sort_name_of

MOST_OFFERED = 20  # while somebody types
MOST_NAMED = 5  # in a sentence
LONGEST = 250  # characters of what is typed


def label_of(company: Company) -> str:
    """By which it is found again: `Bakery (0738.401.154)`."""
    return f"{company} ({company.number or f'#{company.pk}'})"


def matching_companies(companies: QuerySet[Company], text: str) -> QuerySet[Company]:
    """By a label, by the number as people write it, or by a part of the name. Nothing typed matches none."""
    text = text.replace("\0", "").strip()[:LONGEST]
    if not text:
        return companies.none()
    name, _bracket, inside = text.rpartition("(")
    key = inside.rstrip(") ") if name else text
    digits = "".join(c for c in key if c.isdigit())
    if name and key.startswith("#") and digits:
        return companies.filter(pk=int(digits[:18]))
    if len(digits) == 10 and not set(key.upper()) - set("BE0123456789. -"):
        return companies.filter(enterprise_number=digits)
    return companies.filter(sort_name__contains=sort_name_of(text))


def offered(companies: QuerySet[Company], text: str) -> list[str]:
    """Labels, while somebody types; not of closed ones."""
    return [label_of(each) for each in best_matches(companies.filter(is_open()), text, most=MOST_OFFERED)]


def best_matches(companies: QuerySet[Company], text: str, *, most: int) -> list[Company]:
    """Those whose name begins so come first."""
    found = matching_companies(companies, text).order_by("sort_name", "pk")
    first = list(found.filter(sort_name__startswith=sort_name_of(text.strip()[:LONGEST]))[:most])
    known = {each.pk for each in first}
    return [*first, *(each for each in found[: most * 2] if each.pk not in known)][:most]


def find_one(companies: QuerySet[Company], text: str) -> Company:
    """Closed ones where no open one matches. Raises ValidationError: none, or several."""
    if text.isdecimal() and len(text) < 10 and (one := companies.filter(pk=int(text)).first()):
        return one
    open_ = matching_companies(companies.filter(is_open()), text).order_by("sort_name", "pk")
    found = list(open_[: MOST_NAMED + 1]) or list(matching_companies(companies, text)[: MOST_NAMED + 1])
    exact = [each for each in found if each.sort_name == sort_name_of(text)]
    if len(found) == 1 or len(exact) == 1:
        return (exact or found)[0]
    if not found:
        raise forms.ValidationError(_("No company found with this name or number."))
    names = ", ".join(label_of(each) for each in found[:MOST_NAMED])
    more = ", …" if len(found) > MOST_NAMED else ""
    raise forms.ValidationError(
        _("Several companies match: %(names)s. Type more of the name, or the number."), params={"names": names + more}
    )


def is_typed(value: str) -> bool:
    """Whether somebody typed it; an id stands in an address."""
    return bool(value.strip()) and not (value.isdecimal() and len(value) < 10)
