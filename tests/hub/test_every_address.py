"""Every address as a stranger (G01–G05): what is not yours answers exactly as what does not exist, and nothing changes.

Built from the URL configuration: a new address without a case here fails.
"""

import base64
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from schakel.hub.connections.models import Access, ApiKey, Invitation, Letter, Member, MemberInvitation
from schakel.hub.documents import store
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Reading, Status, Way
from schakel.hub.forwarding.dispatching import dispatch_new
from schakel.hub.forwarding.models import Forward, Forwarder, Route
from schakel.hub.network import answering
from schakel.hub.network.models import Mandate, Registration
from schakel.hub.network.queueing import queue
from schakel.hub.payments.models import PaymentFile, Statement
from schakel.hub.people.models import User
from schakel.hub.sales.issuing import issue
from schakel.hub.sales.models import Contact, Draft, Mailing, Product, Recurrence, Seller, Upload
from tests.einvoice.render.pictures import png
from tests.hub.addresses import addresses
from tests.hub.conftest import person, signed_in
from tests.hub.documents.ubl import ATTACHED, BAKERY, invoice, party
from tests.hub.sales.conftest import content

NOBODY_HAS = 987654321
pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Own:
    """An address of one thing: `pk` names it in the world below; `who` may come in, all others may not."""

    pk: str
    who: tuple[str, ...]
    more: dict[str, Any] = field(default_factory=dict)
    posted: dict[str, str] = field(default_factory=dict)  # without which who may is refused as well


OFFICE = ("alice", "bob")
READERS = (*OFFICE, "clara")
OWNER = ("alice",)
OPERATOR = ("olga",)
BOOK_DEEDS = ("", "_new", "_find", "_export", "_import")

OF_ONE = {
    "connections:company_keys": Own("company", READERS),
    "connections:office_keys": Own("office", OFFICE),
    "connections:end_key": Own("key", OFFICE),
    "connections:history": Own("purchases", OFFICE),
    "connections:access": Own("purchases", READERS),
    "connections:end_access": Own("access", READERS),
    "connections:company": Own("company", READERS),
    "connections:edit_company": Own("company", OFFICE),
    "connections:sharing": Own("company", OFFICE),
    "connections:send_again": Own("letter", OFFICE),
    "connections:withdraw": Own("invitation", OFFICE),
    "connections:one_office": Own("office", OFFICE),
    "connections:invite_member": Own("office", OWNER),
    "connections:withdraw_member": Own("member_invitation", OWNER),
    "connections:end_member": Own("member", OFFICE),
    "connections:change_role": Own("member", OWNER),
    "network:registration": Own("company", OFFICE),
    "network:unregister": Own("registration", OFFICE),
    "network:register_again": Own("registration", OFFICE),
    "network:hand_over": Own("registration", OFFICE),
    "network:mandate_again": Own("mandate", OFFICE),
    "network:mandate_proof": Own("mandate", OFFICE),
    "documents:detail": Own("document", READERS),
    "documents:unread": Own("document", READERS),
    "documents:original": Own("document", READERS),
    "documents:pdf": Own("document", READERS),
    "documents:readable": Own("document", READERS),
    "payments:mark": Own("document", READERS),
    "payments:picture": Own("document", READERS),
    "payments:company_statements": Own("company", READERS),
    "payments:statement": Own("statement", READERS),
    "payments:settle": Own("entry", READERS),
    "payments:company": Own("company", READERS),
    "payments:new_file": Own("company", READERS),
    "payments:file": Own("payment_file", READERS),
    "payments:decide": Own("payment_file", READERS),
    "payments:download": Own("payment_file", READERS),
    "forwarding:forwarder": Own("forwarder", OFFICE),
    "forwarding:edit": Own("forwarder", OFFICE),
    "forwarding:test": Own("forwarder", OFFICE),
    "forwarding:switch": Own("forwarder", OFFICE),
    "forwarding:accept": Own("forwarder", OFFICE),
    "forwarding:secret": Own("webhook", OFFICE),
    "forwarding:retire": Own("forwarder", OFFICE),
    "forwarding:company": Own("company", OFFICE),
    "forwarding:send_again": Own("company", OFFICE),
    "forwarding:forward": Own("forward", OFFICE),
    "forwarding:hold": Own("document", OFFICE),
    "network:answer": Own("document", READERS),
    "network:not_ours": Own("document", READERS),
    "network:send": Own("sale", OFFICE),
    **{f"network:{deed}": Own("sent", OFFICE) for deed in ("sent_proof", "send_again")},
    "network:proof": Own("answer", READERS),
    "network:transmission": Own("transmission", OPERATOR),
    "network:evidence": Own("transmission", OPERATOR),
    "network:retry": Own("transmission", OPERATOR),
    **{f"sales:{book}{deed}": Own("company", OFFICE) for book in ("contacts", "products") for deed in BOOK_DEEDS},
    **{f"sales:contacts_{deed}": Own("contact", OFFICE) for deed in ("edit", "remove")},
    **{f"sales:products_{deed}": Own("product", OFFICE) for deed in ("edit", "remove")},
    "sales:change_recurrence": Own("recurrence", OFFICE),
    "sales:recur_draft": Own("draft", OFFICE),
    "sales:recur_document": Own("sale", OFFICE),
    "sales:uploads": Own("company", OFFICE),
    **{f"sales:{name}": Own("upload", OFFICE) for name in ("upload", "upload_paper", "file_upload", "discard_upload")},
    "network:send_upload": Own("upload", OFFICE),
    "sales:mail": Own("sale", OFFICE),
    "sales:mail_again": Own("mailing", OFFICE),
    "sales:seller": Own("company", OFFICE),
    "sales:numbering": Own("company", OFFICE),
    **{f"sales:{deed}": Own("draft", OFFICE) for deed in ("draft", "delete", "issue", "preview", "attach")},
    **{f"network:{deed}": Own("draft", OFFICE) for deed in ("send_draft", "reachable")},
    "sales:detach": Own("attachment", OFFICE),
    "sales:from_document": Own("sale", OFFICE, posted={"as": "copy"}),
    "sales:accounts": Own("company", OFFICE),
    "sales:logo": Own("company", OFFICE),
    "sales:example": Own("company", OFFICE),
    "documents:attachment": Own("document", READERS, {"index": 0}),
}
# Lists and forms about oneself: anybody signed in gets his own, and nobody else's name stands on them.
OF_ONESELF = {
    "demonstration:invoices",
    "home", "people:me", "people:again", "people:leave", "connections:list", "connections:new_company", "connections:invite_many",
    "connections:office", "connections:new_office", "documents:list", "documents:upload",
    "documents:take", "documents:progress", "network:answers", "network:operating",
    "usersessions_list",
    "forwarding:list", "forwarding:retry", "forwarding:choose", "forwarding:package", "forwarding:new",
    "sales:list", "sales:new",
    "sales:recurrences", "payments:list", "payments:files", "payments:statements", "payments:reminder", "payments:export",
    "account_email", "account_change_password", "account_set_password", "account_reauthenticate", "account_logout",
    "mfa_index", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn",
}  # fmt: skip
# Open to anybody: they show nothing of anybody. The proof each asks for is tested with its room.
OPEN = {
    "people:language", "people:take_back", "account_login", "account_signup", "account_inactive",
    "account_email_verification_sent", "account_reset_password", "account_confirm_login_code",
    "account_confirm_password_reset_code", "account_complete_password_reset", "account_password_reset_completed",
    "account_request_login_code", "mfa_authenticate", "mfa_login_webauthn", "connections:open_invitation",
    "connections:invitation", "connections:invitation_sign_out", "network:as4", "network:smp",
    "api:reference", "api:openapi", "api:nowhere", "network:provider", "live", "ready", "network:mandate",
    "demonstration:as4", "demonstration:smp", "demonstration:mailbox", "demonstration:mail",
    "demonstration:body", "demonstration:session",
}  # fmt: skip


@pytest.fixture
def world(office, other_office, bakery, purchases, sales, held, alice, settings):
    """One of everything, and everybody who has or had to do with it."""
    letter = Letter.to("new@clara.example", office=office, inviter=alice, language="en")
    letter.save()
    colleague = Letter.to("colleague@alice.example", office=office, inviter=alice, language="en")
    colleague.save()
    pdf = base64.b64encode(b"%PDF-1.7 a page").decode()
    attached = ATTACHED.format(id="1", mime="application/pdf", filename="a.pdf", content=pdf)
    filed = file(invoice(documents=attached), Way.COMMAND)
    sale = file(invoice(seller=party("Bakery", BAKERY), buyer=party("Hotel", "0899965307")), Way.COMMAND).documents[0]
    answer = answering.answer(filed.documents[0], Status.ACCEPTED, by=alice)
    settings.OPERATORS = {person("Olga").email}
    statement = Statement.objects.create(company=bakery, fingerprint="1", iban="BE68539007547034", currency="EUR")
    former, removed = person("Eve"), person("Frank")
    Access.objects.create(connection=purchases, user=former, ended_at=timezone.now(), ended_by=alice)
    Member.objects.create(office=office, user=removed).delete()
    proof = store.keep(b"%PDF-1.7 a mandate")
    mandate = Mandate(company=bakery, given_by="Clara", given_on=timezone.localdate(), email="clara@clara.example")
    mandate.proof_sha256, mandate.language = proof, "en"
    mandate.renew()
    registration = Registration.objects.create(company=bakery, scheme="0208", value=BAKERY)
    draft = Draft.objects.create(connection=sales, content=content())
    written = Draft.objects.create(connection=sales, content=content(order_reference="Other"))
    sent = issue(written, by=alice, also=queue).transmissions.get()
    forwarder = Forwarder.objects.create(office=office, name="Octopus", kind="email", created_by=alice)
    Route.objects.create(
        forwarder=forwarder, connection=purchases, address="clara@clara.example", since="2020-01-01T00:00Z"
    )
    dispatch_new()
    Seller.objects.create(company=bakery, logo=store.keep(png()))
    webhook = Forwarder(office=office, name="Ledger", kind="webhook", created_by=alice)
    webhook.secrets = {"secret": "whsec_AAAA"}
    webhook.save()
    return {
        "key": ApiKey.make(bakery, alice, name="Ledger", scopes=["read"])[0].pk,
        "forwarder": forwarder.pk,
        "webhook": webhook.pk,
        "forward": Forward.objects.get().pk,
        "registration": registration.pk,
        "mandate": mandate.pk,
        "office": office.pk,
        "company": bakery.pk,
        "purchases": purchases.pk,
        "access": held.pk,
        "letter": letter.pk,
        "draft": draft.pk,
        "sent": sent.pk,
        "attachment": draft.attachments.create(name="a.pdf", media_type="application/pdf", sha256=proof, size=1).pk,
        "invitation": Invitation.objects.create(connection=sales, letter=letter).pk,
        "member_invitation": MemberInvitation.objects.create(letter=colleague).pk,
        "member": office.members.get(user__name="Bob").pk,
        "sale": sale.pk,
        "answer": answer.pk,
        "transmission": answer.transmission_id,
        "statement": statement.pk,
        "entry": statement.entries.create(position=0, amount=1, booked="2026-11-30").pk,
        "payment_file": PaymentFile.objects.create(
            company=bakery, message_id="S1", execution="2026-11-30", total=1, content=b"<a/>", state="ready"
        ).pk,
        "recurrence": Recurrence.objects.create(connection=sales, content={}, day=1, next_on="2026-12-01").pk,
        "upload": Upload.objects.create(
            connection=sales, name="a.xml", sha256=store.keep(invoice()), pdf_name="a.pdf", pdf_sha256=proof
        ).pk,
        "mailing": Mailing.objects.create(document=sale, email="hotel@hotel.example", language="nl", state="failed").pk,
        "contact": Contact.objects.create(company=bakery, name="Hotel").pk,
        "product": Product.objects.create(company=bakery, name="Bread", vat="6").pk,
        "document": next(each.pk for each in filed.documents if each.connection_id == purchases.pk),
    }


def people() -> dict[str, Client]:
    clients = {user.name.lower(): signed_in(user) for user in User.objects.all()}
    return {**clients, "anonymous": Client(headers={"host": "localhost"})}


def everything() -> str:
    """All rows of all rooms, except what changes by being looked at: sessions, counters, when someone was last seen."""
    quiet = {"sessions.session", "usersessions.usersession"}
    models = [model for model in apps.get_models() if model._meta.label_lower not in quiet]
    rows = [row for model in models for row in model._default_manager.order_by("pk")]
    return serializers.serialize("json", rows, fields=None).replace("last_login", "")


def test_every_address_has_a_case():
    assert set(addresses()) == set(OF_ONE) | OF_ONESELF | OPEN


@pytest.mark.parametrize("name", sorted(OF_ONE))
def test_G01_who_may_not_gets_the_answer_of_what_does_not_exist(world, name):
    case, clients = OF_ONE[name], people()
    address = reverse(name, kwargs={"pk": world[case.pk], **case.more})
    nowhere = reverse(name, kwargs={"pk": NOBODY_HAS, **case.more})
    before = everything()
    for who in sorted(set(clients) - set(case.who)):
        for method in ("get", "head", "post", "put", "patch", "delete"):
            asked, missing = getattr(clients[who], method)(address), getattr(clients[who], method)(nowhere)
            assert asked.status_code == missing.status_code, (who, method)
            assert asked.status_code in {404, 405} if who != "anonymous" else asked.status_code in {302, 404, 405}
    assert everything() == before


@pytest.mark.parametrize(("name", "who"), [(name, who) for name, case in sorted(OF_ONE.items()) for who in case.who])
def test_who_may_comes_in(world, name, who):
    """So that the test above can fail: the same address answers those to whom it belongs."""
    case, client = OF_ONE[name], signed_in(User.objects.get(name=who.capitalize()))
    address = reverse(name, kwargs={"pk": world[case.pk], **case.more})
    answer = client.get(address)
    if answer.status_code == 405:
        answer = client.post(address, case.posted)
    assert answer.status_code not in {403, 404, 405}


@pytest.mark.parametrize("name", sorted(OF_ONESELF))
def test_G03_lists_hold_nothing_of_others(world, name):
    clients = people()
    given = {"pk": NOBODY_HAS, "key": "octopus"}
    address = reverse(name, kwargs={key: value for key, value in given.items() if f":{key}>" in addresses()[name]})
    assert clients["anonymous"].get(address).status_code in {302, 404, 405}
    for who in ("diane", "eve", "frank"):
        page = clients[who].get(address, follow=True)
        for secret in ("Bakery Cornflower", BAKERY, "Office Alice", "clara@clara.example"):
            assert secret not in page.text, who


def test_G05_what_one_person_does_changes_only_his_own_view(world):
    clients, address = people(), reverse("documents:detail", kwargs={"pk": world["document"]})
    assert clients["alice"].get(address).status_code == clients["clara"].get(address).status_code == 200
    clients["clara"].post(reverse("documents:unread", kwargs={"pk": world["document"]}))
    clients["clara"].post(reverse("connections:end_access", kwargs={"pk": world["access"]}))
    assert clients["clara"].get(address).status_code == 404
    assert clients["alice"].get(address).status_code == 200
    read_by = Reading.objects.filter(document=world["document"]).values_list("user__name", flat=True)
    assert list(read_by) == ["Alice"]
