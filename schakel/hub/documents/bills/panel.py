"""What a document's page says first of it as a bill: that it is probably here twice, or history, and what follows. And what
the list asks of all of them."""

from typing import Any

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from schakel.hub.documents.bills import effects
from schakel.hub.documents.bills.decide import sources
from schakel.hub.documents.bills.history import asked_of, decidable_by, first_day
from schakel.hub.documents.bills.models import Effect, History, Twin
from schakel.hub.documents.bills.read import bill_for
from schakel.hub.documents.models import Document
from schakel.hub.documents.placement import fillable_by
from schakel.hub.people.requests import SignedIn

MOST = 5
COUNTED = 1000  # beyond this a count says "1000+"


def bill_context(request: SignedIn, document: Document) -> dict[str, Any]:
    """For the template `documents/bills/said.html`. Nobody is shown a twin that they may not reach."""
    reachable = Document.objects.reachable_by(request.user).values("pk")
    twins = Twin.objects.about(document).filter(earlier__in=reachable, later__in=reachable)
    asked = twins.undecided().select_related("earlier", "later").order_by("-sameness", "pk")[:MOST]
    return {
        "bill": bill_for(document),
        "twins": [(each, each.earlier if each.later_id == document.pk else each.later) for each in asked],
        "sources": sources(document).filter(pk__in=reachable),
        "may_decide": may_decide(request, document),
        "may_decide_history": decidable_by(request.user).filter(pk=document.pk).exists(),
        "history": History.objects.filter(document=document).select_related("decided_by").first(),
        "first_day": first_day(document.connection),
        "decided": twins.filter(decided_of(document)).order_by("-decided_at").first(),
    }


def decided_of(document: Document) -> Q:
    """What somebody decided of it and can undo from its page; of a bill with `sources` their pages lead there."""
    one, two, replaces = (
        Q(decision=Twin.Decision.ONE),
        Q(decision=Twin.Decision.TWO),
        Q(decision=Twin.Decision.REPLACES),
    )
    match effects.effect_on(document):
        case Effect.MERGED:
            return Q(later=document) & one
        case Effect.REPLACED:
            return Q(earlier=document) & replaces
    return two | (Q(later=document) & replaces)


def may_decide(request: SignedIn, document: Document) -> bool:
    return fillable_by(request.user).filter(pk=document.connection_id).exists()


def above_list(request: SignedIn) -> SafeString:
    """How many documents were kept as history because of their dates, for who may say whether that is right."""
    count = asked_of(request.user)[: COUNTED + 1].count()
    if not count:
        return SafeString()
    context = {"count": min(count, COUNTED), "plus": "+" if count > COUNTED else ""}
    return render_to_string("documents/history/above.html", context, request)
