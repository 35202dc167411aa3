"""Which office a person chose, and which companies for something that is done with many at once."""

from django.db.models import QuerySet
from django.http import Http404, QueryDict

from schakel.hub.connections.listing import ORDER, Search, companies
from schakel.hub.connections.models import Company, CompanyImport, Office
from schakel.hub.people.models import User


def chosen_office(offices: QuerySet[Office], asked: QueryDict) -> Office:
    """The office of the address, else the first by name. Raises Http404: it is none of these, or there is none."""
    pk = asked.get("office", "")
    in_order = offices.order_by("name", "pk")
    office = in_order.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 19 else in_order.first()
    if office is None:
        raise Http404
    return office


def chosen_companies(user: User, asked: QueryDict) -> list[Company]:
    """In the order of the list. `which` says how they were chosen: `found`, by what is searched; `import`, all of an import;
    `any`, those that are ticked, or by what is searched when none is; else those that are ticked, and the keys in `others`,
    for which a page has no line.

    Raises Http404 when one of them is not this person's to manage: then nothing is done with the others either (G02).
    """
    managed = Company.objects.managed_by(user).select_related("office")
    which, ticked = asked.get("which"), [*asked.getlist("company"), *asked.get("others", "").split()]
    if which == "import":
        return list(managed.filter(pk__in=imported(user, asked.get("import", "")).values("pk")).order_by(*ORDER))
    if which == "found" or (which == "any" and not ticked):
        searched = companies(user, Search.read(asked)).values("pk")
        return list(managed.filter(pk__in=searched).order_by(*ORDER))
    ids = {int(pk) for pk in ticked if pk.isascii() and pk.isdigit() and len(pk) < 19}
    found = list(managed.filter(pk__in=ids).order_by(*ORDER))
    if len(found) != len(set(ticked)):
        raise Http404
    return found


def imported(user: User, pk: str) -> QuerySet[Company]:
    number = int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 19 else 0
    found = CompanyImport.objects.managed_by(user).filter(pk=number).first()
    if found is None:
        raise Http404
    return found.companies()
