"""What the box that finds shows of documents: the first of what the list would show, and the way to the whole list."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schakel.einvoice.visible import visible
from schakel.hub.documents.listing import COUNTED, counted, find_documents, first_rows, order_of
from schakel.hub.documents.models import Document
from schakel.hub.documents.search.filters import Search
from schakel.hub.documents.search.parts import TooShort
from schakel.hub.documents.templatetags.documents import short_day
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.finder import Hit
from schakel.hub.web.templatetags.formatting import money, number

MOST = 7  # documents


def find_document_hits(request: SignedIn, text: str) -> list[Hit]:
    search = Search(text=text)
    if all(isinstance(part, TooShort) for part in search.parts):  # marks alone ask for nothing
        return []
    found = find_documents(request.user, search)
    rows, query = first_rows(found, order_of(search, found.parts), most=MOST), f"?{urlencode({'q': text})}"
    hits = [hit_of(document, query) for document in rows]
    return [*hits, Hit(f"{reverse('documents:list')}{query}", said(counted(found)), "search")] if hits else []


def hit_of(document: Document, query: str) -> Hit:
    name = " · ".join(
        filter(None, [visible(document.number[:40]) or _("without number"), visible(document.party[:80])])
    )
    day = document.issue_date or document.received_at.date()
    amount = money(document.amount, document.currency)
    detail = " · ".join(filter(None, [short_day(day), amount, visible(document.connection.company.name[:80])]))
    return Hit(f"{reverse('documents:detail', args=[document.pk])}{query}", name, "docs", detail)


def said(count: int) -> str:
    if count > COUNTED:
        return _("All %(n)s+ documents found") % {"n": number(COUNTED)}
    return ngettext("The %(n)s document found, in the list", "All %(n)s documents found", count) % {"n": number(count)}
