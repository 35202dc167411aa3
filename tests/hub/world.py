"""One of everything, and everybody who has or had to do with it."""

import base64

from django.conf import settings
from django.utils import timezone

from schakel.hub.connections.models import Access, ApiKey, Invitation, Letter, Member, MemberInvitation, Office
from schakel.hub.documents import store, waiting
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Status, Way
from schakel.hub.documents.quarantine import quarantine
from schakel.hub.forwarding.dispatching import dispatch_new
from schakel.hub.forwarding.models import Forward, Forwarder, Route
from schakel.hub.network import answering
from schakel.hub.network.models import Mandate, Registration
from schakel.hub.network.queueing import queue
from schakel.hub.payments.models import PaymentFile, Statement
from schakel.hub.payments.money_changes import ask_account
from schakel.hub.people.models import User
from schakel.hub.sales.issuing import issue
from schakel.hub.sales.models import Contact, Draft, Mailing, Product, Recurrence, Seller, Upload
from tests.einvoice.render.pictures import png
from tests.hub.conftest import company_of, person, signed_in
from tests.hub.documents.ubl import ATTACHED, BAKERY, invoice, party
from tests.hub.sales.conftest import content


class World(dict[str, int]):
    """The key of each thing by name, and the session and the key of each person."""

    sessions: dict[str, str]
    persons: dict[str, int]


def build() -> World:
    alice, bob, clara, diane = (person(name) for name in ("Alice", "Bob", "Clara", "Diane"))
    office = Office.objects.create(name="Office Alice", language="en")
    Member.objects.create(office=office, user=alice, role=Member.Role.OWNER)
    Member.objects.create(office=office, user=bob)
    elsewhere = Office.objects.create(name="Office Diane", language="en")
    Member.objects.create(office=elsewhere, user=diane, role=Member.Role.OWNER)
    bakery = company_of(office, "Bakery Cornflower", BAKERY, vat_number=f"BE{BAKERY}", email="clara@clara.example")
    purchases, sales = (bakery.connections.get(kind=kind) for kind in ("purchase", "sales"))
    held = Access.objects.create(connection=purchases, user=clara)
    letter = Letter.to("new@clara.example", office=office, inviter=alice, language="en")
    letter.save()
    colleague = Letter.to("colleague@alice.example", office=office, inviter=alice, language="en")
    colleague.save()
    pdf = base64.b64encode(b"%PDF-1.7 a page").decode()
    attached = ATTACHED.format(id="1", mime="application/pdf", filename="a.pdf", content=pdf)
    filed = file(invoice(documents=attached), Way.COMMAND)
    sale = file(invoice(seller=party("Bakery", BAKERY), buyer=party("Hotel", "0899965307")), Way.COMMAND).documents[0]
    answer = answering.answer(filed.documents[0], Status.ACCEPTED, by=alice)
    person("Olga")
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
    aside = file(invoice(number="Harmful"), Way.COMMAND).documents[0]
    quarantine(aside, "Harmful")
    key, _secret = ApiKey.make(bakery, alice, name="Ledger", scopes=["read"])
    world = World(
        {
            "key": key.pk,
            "forwarder": forwarder.pk,
            "webhook": webhook.pk,
            "forward": Forward.objects.get().pk,
            "registration": registration.pk,
            "mandate": mandate.pk,
            "office": office.pk,
            "company": bakery.pk,
            "purchases": purchases.pk,
            "access": held.pk,
            "change": ask_account(bakery, add="BE71096123456769", by=alice).pk,
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
            "quarantine": aside.quarantines.get().pk,
            "statement": statement.pk,
            "waiting_file": waiting.keep("document", "long.xml", b"<a/>", by=alice).pk,
            "sent_long": waiting.keep("api_document", "", b"<a/>", by=alice, key=key).pk,
            "entry": statement.entries.create(position=0, amount=1, booked="2026-11-30").pk,
            "payment_file": PaymentFile.objects.create(
                company=bakery, message_id="S1", execution="2026-11-30", total=1, content=b"<a/>", state="ready"
            ).pk,
            "recurrence": Recurrence.objects.create(connection=sales, content={}, day=1, next_on="2026-12-01").pk,
            "upload": Upload.objects.create(
                connection=sales, name="a.xml", sha256=store.keep(invoice()), pdf_name="a.pdf", pdf_sha256=proof
            ).pk,
            "mailing": Mailing.objects.create(
                document=sale, email="hotel@hotel.example", language="nl", state="failed"
            ).pk,
            "contact": Contact.objects.create(company=bakery, name="Hotel").pk,
            "product": Product.objects.create(company=bakery, name="Bread", vat="6").pk,
            "document": next(each.pk for each in filed.documents if each.connection_id == purchases.pk),
        }
    )
    world.sessions = {
        user.name.lower(): signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value for user in User.objects.all()
    }
    world.persons = {user.name.lower(): user.pk for user in User.objects.all()}
    return world
