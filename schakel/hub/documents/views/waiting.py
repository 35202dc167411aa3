"""What became of a file that is read in the background."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from schakel.hub.documents.models import WaitingFile
from schakel.hub.documents.waiting_files import OutcomeLine
from schakel.hub.people.requests import SignedIn


@login_required
@require_safe
def waiting(request: SignedIn, pk: int) -> HttpResponse:
    """How far one's own file is; the page asks again by itself until it was read."""
    own = WaitingFile.objects.filter(by=request.user, key=None)
    file = get_object_or_404(own.defer("data", "result").select_related("company"), pk=pk)
    if not file.is_waiting and file.seen_at is None:
        WaitingFile.objects.filter(pk=pk).update(seen_at=timezone.now())
    ahead = own.filter(due_at__isnull=False, pk__lt=pk).count() if file.is_waiting else 0
    context = {"file": file, "lines": [OutcomeLine(*line) for line in file.outcome], "ahead": ahead}
    return render(request, "documents/waiting.html", context)
