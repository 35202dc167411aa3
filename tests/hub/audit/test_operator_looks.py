"""An operator sees what a document says only with a reason, and its office reads who, when and why (L11)."""

import pytest
from django.urls import reverse

from schakel.hub.audit.models import AuditEntry
from schakel.hub.documents import store
from schakel.hub.documents.models import Quarantine
from tests.hub.test_every_address import client_of

pytestmark = pytest.mark.django_db
LOOKS = {"documents:quarantine_original": "quarantine", "network:evidence": "transmission"}
WHY = "The receiver says that it is empty"


@pytest.mark.parametrize("name", LOOKS)
@pytest.mark.parametrize("reason", [None, "", "   ", "test", "x" * 201])
def test_L11_without_a_reason_an_operator_sees_nothing(world, name, reason):
    address, client = reverse(name, args=[world[LOOKS[name]]]), client_of(world, "olga")
    before = AuditEntry.objects.count()
    answer = client.get(address) if reason is None else client.post(address, {"reason": reason})
    assert answer.status_code == (200 if reason is None else 422)
    assert answer["Content-Type"].startswith("text/html")
    assert "Mill" not in answer.text
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("name", LOOKS)
def test_L11_the_owner_sees_who_looked_and_why(world, name):
    address = reverse(name, args=[world[LOOKS[name]]])
    answer = client_of(world, "olga").post(address, {"reason": WHY})
    assert answer["Content-Type"] in ("application/octet-stream", "application/zip")
    page = client_of(world, "alice").get(reverse("audit:log", args=[world["office"]])).text
    assert WHY in page
    assert "Olga" in page


def test_L11_it_stands_on_the_timeline_of_the_document(world):
    address = reverse("documents:quarantine_original", args=[world["quarantine"]])
    answer = client_of(world, "olga").post(address, {"reason": WHY})
    document = Quarantine.objects.get(pk=world["quarantine"]).document
    assert answer.content == store.read(document.sha256)
    event = document.events.latest("id")
    assert (event.kind, event.by.name, event.detail) == ("looked_into", "Olga", WHY)
