"""The labels of a document, on its page, for the people of its office."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from schakel.hub.connections.models.office import sees_all_of
from schakel.hub.documents.labels.models import Label
from schakel.hub.documents.models import Document
from schakel.hub.documents.search.chips import query_of
from schakel.hub.people.requests import SignedIn


def beside(request: SignedIn, document: Document) -> SafeString:
    """Also where the office has none yet: that is where they are found."""
    company = document.connection.company
    if not company.is_managed_by(request.user):
        return SafeString()
    labels = list(Label.objects.reachable_by(request.user).filter(office=company.office_id))
    may_set_up = sees_all_of(request.user, company.office_id)
    if not (labels or may_set_up):
        return SafeString()
    chosen = set(document.labels.values_list("pk", flat=True))
    context = {
        "document": document,
        "office": company.office_id,
        "may_set_up": may_set_up,
        "query": query_of(request.GET) if request.GET else "",
        "labels": [(label, label.pk in chosen) for label in labels],
        "chosen": [label for label in labels if label.pk in chosen],
    }
    return render_to_string("documents/labels/beside.html", context, request)
