"""Each document of the story is found by what a person remembers of it, in each of the four languages."""

import pytest
from babel.dates import format_date

from schakel.hub.demonstration import story
from schakel.hub.documents.labels.models import Label
from schakel.hub.documents.listing import find_documents
from schakel.hub.documents.models import Document
from schakel.hub.documents.saved_views.models import SavedView
from schakel.hub.documents.saved_views.query import count_of
from schakel.hub.documents.search.filters import Search
from schakel.hub.people.models import User

LANGUAGES = ("nl", "fr", "en", "de")
pytestmark = pytest.mark.django_db


def memories(document: Document, language: str) -> list[str]:
    """What is typed: its number, party, amount, day, month and year, and some of them together."""
    day, amount = document.issue_date, f"{abs(document.payable):,.2f}"
    swapped = amount.translate(str.maketrans(",.", ".,"))
    month = format_date(day, "MMMM yyyy", locale=language)
    return [
        document.number,
        document.party,
        f"{document.party} {month}",
        f"€ {swapped}" if language != "en" else f"€{amount}",
        format_date(day, "d MMMM yyyy", locale=language),
        f"{day:%d/%m/%Y} {swapped.replace('.', '')}",
        f"{document.connection.company.name} {day:%Y-%m}",
    ]


@pytest.mark.whole
def test_each_document_is_found_by_what_a_person_remembers_in_four_languages():
    story.tell_once()
    user = User.objects.filter(memberships__isnull=False).first()
    known = Document.objects.filter(fault="").select_related("connection__company")
    missed = [
        (document.number, typed)
        for document in known.order_by("pk")
        for typed in sorted({typed for language in LANGUAGES for typed in memories(document, language)})
        if not find_documents(user, Search(text=typed)).documents.filter(pk=document.pk).exists()
    ]
    assert known.count() > 20
    assert missed == []


@pytest.mark.whole
def test_the_story_shows_labels_and_views_that_find_something():
    story.tell_once()
    user = User.objects.filter(memberships__isnull=False).order_by("pk").first()
    for label in Label.objects.all():
        assert find_documents(user, Search(label=label.pk)).documents.exists(), label
    views = SavedView.objects.reachable_by(user)
    assert {view.owner for view in views} == {None, user}
    assert [view.name for view in views if not count_of(view, user)] == []
    assert find_documents(User.objects.get(name="Lies De Smet"), Search(label=label.pk)).documents.count() == 0
