"""Registering at our own SMP: mandate first, then the SML, then a look each night."""

from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from schakel.cli import main
from schakel.hub.connections.models import Participant
from schakel.hub.documents import store
from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.access_points.own import Publisher
from schakel.hub.network.models import Mandate, Registration
from schakel.hub.network.registration import mandate_mail
from schakel.hub.network.registration import worker as registration_worker
from schakel.hub.network.registration.document_types import Choice, kinds_of
from schakel.peppol.demo_network import ZONE
from schakel.peppol.keys import KeyRing
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import BAKERY
from tests.hub.network.sml import Sml
from tests.hub.network.world import SMP, THE_BAKERY, Peer, keys

pytestmark = pytest.mark.django_db
State = Registration.State
OUR_SMP, OTHER_SMP = "https://smp.ours.example", "https://smp.demonstration.invalid"


@pytest.fixture
def sml() -> Sml:
    return Sml(ZONE, {"OURS": OUR_SMP, "OTHER": OTHER_SMP})


@pytest.fixture(autouse=True)
def publishing(ours, sml, monkeypatch):
    """Our access point, with an SMP that speaks to the SML of this test."""
    publisher = Publisher(KeyRing([keys()[1][SMP]]), "OURS", OUR_SMP, sml, "https://sml.example")
    made = replace(ours, publisher=publisher, resolver=sml)
    monkeypatch.setattr(access_point, "current", lambda: made)
    monkeypatch.setattr("schakel.hub.network.registration.lookup.current", lambda: made)
    monkeypatch.setattr("schakel.hub.network.registration.lookup.the_network", lambda: made.network)
    return made


@pytest.fixture
def mandated(bakery) -> Mandate:
    mandate = Mandate(company=bakery, given_by="Clara", given_on=timezone.localdate(), email="clara@clara.example")
    mandate.language, mandate.state = "en", Mandate.State.CONFIRMED
    mandate.renew()
    return mandate


@pytest.fixture
def wanted(bakery, mandated, alice) -> Registration:
    [row] = registration_worker.request_registration(bakery, ["0208"], kinds_of([Choice.INVOICES]), by=alice)
    return row


def asked(**more) -> dict[str, object]:
    usual = {"choices": ["invoices"], "given_by": "Clara", "given_on": "2026-01-05", "language": "nl"}
    return {**usual, "email": "clara@clara.example", **more}


def worked(row: Registration) -> Registration:
    registration_worker.work_registrations()
    row.refresh_from_db()
    return row


def test_from_the_form_over_the_clients_word_to_the_network(bakery, alice, sml):
    client, address = signed_in(alice), reverse("network:registration", args=[bakery.pk])
    assert "Register the company" in client.get(address).text
    paper = SimpleUploadedFile("mandate.pdf", b"%PDF-1.7 signed")
    assert client.post(address, asked(proof=paper)).status_code == 302
    row, mandate = Registration.objects.get(), Mandate.objects.get()
    assert (row.state, row.due_at, mandate.state) == (State.MANDATE, None, Mandate.State.ASKED)
    assert store.read(mandate.proof_sha256) == b"%PDF-1.7 signed"
    assert mandate_mail.send_mandates() == 1
    [sent] = mail.outbox
    link = next(word for word in sent.body.split() if "/mandate/" in word)
    visitor = Client(headers={"host": "localhost"})
    path = link.replace("http://localhost:8000", "")
    page = visitor.get(path, follow=True)
    assert page.redirect_chain == [("/mandate/", 302)]
    assert "Mag Office Alice de e-facturen van Bakery Cornflower ontvangen?" in page.text
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert worked(row).state == State.MANDATE
    assert "Dank u." in visitor.post("/mandate/", {"answer": "confirm"}).text
    assert worked(row).state == State.REGISTERED
    assert sml.at == {f"0208:{BAKERY}": "OURS"}
    assert [change.state for change in row.changes.order_by("pk")] == ["mandate", "wanted", "registered"]
    assert "registered" in client.get(address).text


def test_G07_nothing_is_registered_without_the_clients_word(bakery, alice, sml):
    signed_in(alice).post(reverse("network:registration", args=[bakery.pk]), asked())
    registration_worker.work_registrations()
    assert sml.calls == []
    mandate = Mandate.objects.get()
    visitor = Client(headers={"host": "localhost"})
    for answer in ("refuse", "confirm"):
        visitor.get(reverse("network:open_mandate", args=[mandate.token]))
        visitor.post("/mandate/", {"answer": answer})
    mandate.refresh_from_db()
    assert mandate.state == Mandate.State.REFUSED
    registration_worker.work_registrations()
    assert (Registration.objects.get().state, sml.calls) == (State.UNREGISTERED, [])


def test_G07_the_office_does_not_confirm_to_itself(bakery, alice, bob):
    page = signed_in(alice).post(reverse("network:registration", args=[bakery.pk]), asked(email="Bob@bob.example"))
    assert page.status_code == 422
    assert "belongs to your own office" in page.text
    assert not Mandate.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("given_on", "2999-01-01"), ("choices", []), ("email", "nobody"), ("given_by", "")],
)
def test_what_is_asked_is_needed(bakery, alice, field, value):
    page = signed_in(alice).post(reverse("network:registration", args=[bakery.pk]), asked(**{field: value}))
    assert (page.status_code, Mandate.objects.count()) == (422, 0)


def test_a_paper_is_a_pdf_or_a_picture(bakery, alice):
    script = SimpleUploadedFile("mandate.html", b"<script>")
    page = signed_in(alice).post(reverse("network:registration", args=[bakery.pk]), asked(proof=script))
    assert page.status_code == 422


def test_a_link_that_was_replaced_is_dead(bakery, mandated):
    mandated.state = Mandate.State.ASKED
    mandated.save()
    before, after = (Client(headers={"host": "localhost"}) for _ in range(2))
    old = reverse("network:open_mandate", args=[mandated.token])
    assert before.get(old, follow=True).status_code == 200
    mandated.renew()
    assert before.post("/mandate/", {"answer": "confirm"}).status_code == 410  # also for who had opened it
    assert after.get(old, follow=True).status_code == 410
    mandated.refresh_from_db()
    assert mandated.state == Mandate.State.ASKED


def test_a_link_works_for_a_month(mandated):
    mandated.state = Mandate.State.ASKED
    mandated.save()
    mandate_mail.send_mandates()
    visitor, path = Client(headers={"host": "localhost"}), reverse("network:open_mandate", args=[mandated.token])
    assert visitor.get(path, follow=True).status_code == 200
    Mandate.objects.update(sent_at=timezone.now() - timedelta(days=31))
    assert visitor.post("/mandate/", {"answer": "confirm"}).status_code == 410


def test_H09_the_mail_is_not_sent_again_at_once(mandated, alice):
    mandated.state = Mandate.State.ASKED
    mandated.save()
    mandate_mail.send_mandates()
    client, address = signed_in(alice), reverse("network:mandate_again", args=[mandated.pk])
    assert "Please wait a moment" in client.post(address, follow=True).text
    Mandate.objects.update(sent_at=timezone.now() - timedelta(minutes=11))
    client.post(address)
    mandate_mail.send_mandates()
    assert len(mail.outbox) == 2


def test_both_schemes_and_other_kinds_later(bakery, mandated, alice, sml):
    Participant.objects.create(company=bakery, scheme="9925", value=f"be{BAKERY}")
    client, address = signed_in(alice), reverse("network:registration", args=[bakery.pk])
    client.post(address, {"choices": ["invoices"], "also_vat": "on"})
    registration_worker.work_registrations()
    assert set(sml.at) == {f"0208:{BAKERY}", f"9925:be{BAKERY}"}
    client.post(address, {"choices": ["invoices", "self_billing"], "also_vat": "on"})
    kinds = kinds_of([Choice.INVOICES, Choice.SELF_BILLING])
    assert all(row.document_types == kinds and row.state == State.REGISTERED for row in Registration.objects.all())


def test_registered_elsewhere_is_found_and_explained(bakery, wanted, alice, sml):
    Peer().publish(THE_BAKERY)
    sml.at[f"0208:{BAKERY}"] = "OTHER"
    assert worked(wanted).state == State.ELSEWHERE
    assert wanted.found["seat_id"] == "POP000002"
    page = signed_in(alice).get(reverse("network:registration", args=[bakery.pk])).text
    assert "mill.example" in page
    assert "Demonstration" in page
    assert "must unregister the address" in page
    assert sml.calls == []


def test_a_migration_key_takes_it_over(bakery, wanted, alice, sml):
    sml.at[f"0208:{BAKERY}"], sml.keys[f"0208:{BAKERY}"] = "OTHER", "abcDEF123$%^"
    worked(wanted)
    signed_in(alice).post(reverse("network:register_again", args=[wanted.pk]), {"migration_key": "abcDEF123$%^"})
    assert worked(wanted).state == State.REGISTERED
    assert (sml.at[f"0208:{BAKERY}"], wanted.migration_key, wanted.found) == ("OURS", "", {})


def test_a_wrong_migration_key_fails_with_a_sentence(bakery, wanted, alice, sml):
    sml.at[f"0208:{BAKERY}"] = "OTHER"
    worked(wanted)
    signed_in(alice).post(reverse("network:register_again", args=[wanted.pk]), {"migration_key": "wrong"})
    assert worked(wanted).state == State.FAILED
    assert wanted.last_error.startswith("UnauthorizedFault")
    assert "Try again" in signed_in(alice).get(reverse("network:registration", args=[bakery.pk])).text


def test_what_does_not_answer_is_tried_again(wanted, sml):
    sml.silent = True
    assert (worked(wanted).state, wanted.attempts) == (State.WANTED, 1)
    assert wanted.due_at > timezone.now()
    sml.silent = False
    Registration.objects.update(due_at=timezone.now())
    assert worked(wanted).state == State.REGISTERED


def test_unregistering(wanted, alice, sml):
    row, client = worked(wanted), signed_in(alice)
    address = reverse("network:unregister", args=[row.pk])
    assert "no longer send e-invoices to this address" in client.get(address).text
    client.post(address)
    assert worked(row).state == State.UNREGISTERED
    assert sml.at == {}
    assert row.changes.order_by("-pk").first().state == State.UNREGISTERED


def test_unregistering_what_is_gone_already(wanted, alice, sml):
    row = worked(wanted)
    sml.at.clear()
    registration_worker.request_end(row, by=alice)
    assert worked(row).state == State.UNREGISTERED


def test_handing_over_ends_when_the_other_side_has_it(wanted, alice, sml):
    row = worked(wanted)
    signed_in(alice).post(reverse("network:hand_over", args=[row.pk]))
    row.refresh_from_db()
    assert row.migration_key == sml.keys[f"0208:{BAKERY}"]
    Registration.objects.update(due_at=timezone.now())
    assert worked(row).state == State.REGISTERED
    sml.at[f"0208:{BAKERY}"] = "OTHER"
    Registration.objects.update(due_at=timezone.now())
    assert worked(row).state == State.UNREGISTERED


@pytest.mark.parametrize(("at", "changed"), [("OTHER", "moved"), ("", "gone")])
def test_each_night_a_silent_change_is_marked(bakery, wanted, clara, held, sml, at, changed):
    row = worked(wanted)
    sml.at.clear()
    sml.at.update({f"0208:{BAKERY}": at} if at else {})
    Registration.objects.update(due_at=timezone.now())
    assert (worked(row).changed, row.state) == (changed, State.REGISTERED)
    assert row.due_at > timezone.now()
    assert (
        row.get_changed_display() in signed_in(clara).get(reverse("connections:company", args=[bakery.pk])).text.lower()
    )
    sml.at[f"0208:{BAKERY}"] = "OURS"
    Registration.objects.update(due_at=timezone.now())
    assert (worked(row).changed, row.found) == ("", {})


def test_a_silent_network_marks_nothing(wanted, sml):
    row = worked(wanted)
    sml.silent = True
    Registration.objects.update(due_at=timezone.now())
    assert (worked(row).changed, row.state) == ("", State.REGISTERED)
    assert row.due_at


def test_without_an_smp_of_our_own_it_says_so(bakery, wanted, publishing, monkeypatch, alice):
    monkeypatch.setattr(access_point, "current", lambda: replace(publishing, publisher=None))
    assert worked(wanted).state == State.FAILED
    assert "it has no SMP" in signed_in(alice).get(reverse("network:registration", args=[bakery.pk])).text


def test_a_mail_that_is_refused_is_shown(bakery, mandated, alice, monkeypatch):
    mandated.state = Mandate.State.ASKED
    mandated.renew()
    monkeypatch.setattr(
        "schakel.hub.web.mail.send", lambda *a, **k: (_ for _ in ()).throw(ValueError("no such address"))
    )
    mandate_mail.send_mandates()
    page = signed_in(alice).get(reverse("network:registration", args=[bakery.pk])).text
    assert "not delivered" in page.lower()


def test_the_other_scheme_at_another_place_is_found_at_night(bakery, wanted, alice, sml):
    Participant.objects.create(company=bakery, scheme="9925", value=f"be{BAKERY}")
    row = worked(wanted)
    sml.at[f"9925:be{BAKERY}"] = "OTHER"
    Registration.objects.update(due_at=timezone.now())
    assert worked(row).others[f"9925:be{BAKERY}"]["smp"] == "smp.demonstration.invalid"
    page = signed_in(alice).get(reverse("connections:company", args=[bakery.pk])).text
    assert "Registered elsewhere" in page


def test_the_list_marks_what_somebody_should_look_at(bakery, wanted, alice, clara, held, sml):
    sml.at[f"0208:{BAKERY}"] = "OTHER"
    worked(wanted)
    assert "Registered elsewhere" in signed_in(alice).get(reverse("connections:list")).text
    assert "Registered elsewhere" not in signed_in(clara).get(reverse("connections:list")).text


def test_our_smp_is_announced_once_and_its_address_again(sml):
    result = CliRunner().invoke(main, ["smp", "announce"])
    assert (result.exit_code, sml.published) == (0, {"OURS": OUR_SMP})
    assert sml.at == {"0242:000001": "OURS"}
    again = CliRunner().invoke(main, ["smp", "announce"])
    assert "was registered already" in again.output
    assert sml.calls.count("createIn") == 3
    sml.silent = True
    assert CliRunner().invoke(main, ["smp", "announce"]).exit_code == 2
