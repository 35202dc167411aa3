"""The story shows each way in which an invoice leaves: over Peppol, by e-mail, again next month, and one that waits."""

import pytest
from django.utils import timezone

from schakel.hub.demonstration import story
from schakel.hub.documents.models import Document
from schakel.hub.network.models import Transmission
from schakel.hub.sales.models import Draft, Mailing, Recurrence

pytestmark = pytest.mark.django_db


@pytest.mark.whole
def test_the_story_shows_each_way_out():
    story.tell_once()
    assert Transmission.objects.filter(document__isnull=False).count() == 2
    mailing = Mailing.objects.get()
    assert (mailing.email, mailing.state) == ("bistro@dezwaan.example", Mailing.State.QUEUED)
    assert not Transmission.objects.filter(document=mailing.document).exists()
    monthly = Recurrence.objects.get()
    assert (monthly.content["customer_name"], monthly.next_on.day) == ("Café De Zwaan", 1)
    assert monthly.next_on > timezone.localdate()
    assert "Scholengroep Leieland vzw" in {draft.content["customer_name"] for draft in Draft.objects.all()}
    assert Document.objects.filter(pk=mailing.document_id).exists()
