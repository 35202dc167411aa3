"""What the box that finds shows of companies."""

from django.urls import reverse

from schakel.hub.connections.models import Company
from schakel.hub.connections.picker import best_matches
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.finder import Hit

MOST = 5  # companies


def find_company_hits(request: SignedIn, text: str) -> list[Hit]:
    companies = Company.objects.reachable_by(request.user).open().distinct()
    return [
        Hit(reverse("connections:company", args=[each.pk]), str(each), "office", str(each.number or ""))
        for each in best_matches(companies, text, most=MOST)
    ]
