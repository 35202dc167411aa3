"""What a document's page says first of it as a bill: that it is probably here twice, or history, and what follows. And what
the list asks of all of them."""

from typing import Any

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from schakel.hub.documents.bills import effects
from schakel.hub.documents.bills.alike import alike
from schakel.hub.documents.bills.decide import replaced_in_quarantine, sources
from schakel.hub.documents.bills.history import asked_of, decidable_by, first_day
from schakel.hub.documents.bills.models import Bill, BillWarning, Effect, History, Twin
from schakel.hub.documents.bills.read import bill_for
from schakel.hub.documents.bills.warning_texts import reads_as_office, text_of
from schakel.hub.documents.forms import ConfirmForm
from schakel.hub.documents.models import Document
from schakel.hub.documents.placement import fillable_by
from schakel.hub.documents.reachable import of_reachable
from schakel.hub.people.requests import SignedIn

MOST = 5
COUNTED = 1000  # beyond this a count says "1000+"


def bill_context(request: SignedIn, document: Document) -> dict[str, Any]:
    """For the template `documents/bills/said.html`. Nobody is shown a twin that they may not reach."""
    found = alike([document], among=Document.everything.reachable_by(request.user))[document.pk]
    mine = [of_reachable(request.user, document=side) for side in ("earlier", "later")]
    twins = Twin.objects.about(document).filter(*mine)
    bill = bill_for(document)
    return {
        "bill": bill,
        **warning_context(request, bill),
        "twins": [(each.twin, each.other) for each in found if not each.is_in_quarantine][:MOST],
        "held_by_quarantine": any(each.holds and each.is_in_quarantine for each in found),
        "is_instead": replaced_in_quarantine(document).exists(),
        "sources": sources(document).reachable_by(request.user),
        "may_decide": may_decide(request, document),
        "may_decide_history": decidable_by(request.user).filter(pk=document.pk).exists(),
        "history": History.objects.filter(document=document).select_related("decided_by").first(),
        "first_day": first_day(document.connection),
        "decided": twins.filter(decided_of(document)).order_by("-decided_at").first(),
    }


def warning_context(request: SignedIn, bill: Bill) -> dict[str, Any]:
    """What is odd about it, the heaviest first, and what somebody checked of it; each with what this reader may know."""
    rows = BillWarning.objects.filter(bill=bill).select_related("confirmed_by")
    for_office = bool(rows) and reads_as_office(request.user, bill)
    said = [(row, text_of(row, for_office=for_office)) for row in rows]
    is_asked = effects.TABLE[bill.effect].is_open or bill.effect == Effect.DUPLICATE
    return {
        "warnings": [each for each in said if is_asked and not each[0].confirmed_at],
        "confirmed": [each for each in said if each[0].confirmed_at],
        "may_undo_confirmation": any(row.confirmed_by_id == request.user.pk for row, _text in said),
        "confirm_form": ConfirmForm(),
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
