"""One's own actions with many documents, above the list."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from schakel.hub.documents.actions.models import BulkAction
from schakel.hub.documents.actions.words import word_of
from schakel.hub.people.requests import SignedIn

MOST_NAMED = 3


def above(request: SignedIn) -> SafeString:
    """One's own that go on, or of which one has not seen what became of them."""
    rows = BulkAction.objects.filter(by=request.user, seen_at=None).order_by("-pk")[:MOST_NAMED]
    found = [(each, word_of(each)) for each in rows]
    return render_to_string("documents/actions/above.html", {"found": found}, request) if found else SafeString()
