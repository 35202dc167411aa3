"""One of everything, and everybody who has or had to do with it."""

import base64
import zipfile
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from schakel.hub.connections.company_import.bring import bring_sheet
from schakel.hub.connections.membership import assign
from schakel.hub.connections.models import (
    Access,
    ApiKey,
    Company,
    Connection,
    Invitation,
    InvitationMail,
    Member,
    MemberInvitation,
    Office,
)
from schakel.hub.documents import store, waiting_files
from schakel.hub.documents.actions.models import BulkAction
from schakel.hub.documents.bills.models import Twin
from schakel.hub.documents.bills.read import ensure
from schakel.hub.documents.filing import file
from schakel.hub.documents.labels.models import Label
from schakel.hub.documents.models import Way
from schakel.hub.documents.quarantine import quarantine
from schakel.hub.documents.saved_views.models import SavedView
from schakel.hub.forwarding.dispatcher import dispatch_new
from schakel.hub.forwarding.models import Forward, Forwarder, Route
from schakel.hub.network.accounts.save import add_company, create_account
from schakel.hub.network.models import Mandate, Protest, Registration, Run, RunLine
from schakel.hub.network.outbound.queue import queue
from schakel.hub.network.responses import send as responses_out
from schakel.hub.network.responses.codes import AnswerStatus
from schakel.hub.payments.models import PaymentFile, Statement
from schakel.hub.payments.money_changes import ask_account
from schakel.hub.people.models import User
from schakel.hub.records.models import CompanyExport, DeletionList, ExportPart
from schakel.hub.sales.issuing.issue import issue
from schakel.hub.sales.models import Contact, Draft, Mailing, Product, Recurrence, Seller, Upload
from tests.einvoice.render.pictures import png
from tests.hub.conftest import company_of, person, signed_in
from tests.hub.documents.ubl import ATTACHED, BAKERY, invoice, party
from tests.hub.sales.conftest import content

PDF = b"%PDF-1.7 a mandate"


class World(dict[str, int]):
    """The key of each thing by name, and the session and the key of each person."""

    sessions: dict[str, str]
    persons: dict[str, int]


def build() -> World:
    world = World()
    office, alice = build_office(world)
    bakery = build_company(world, office, alice)
    build_staff(world, office, bakery)
    purchases, sales = (bakery.connections.get(side=side) for side in Connection.Side)
    build_invitations(world, office, sales, by=alice)
    build_documents(world, purchases, by=alice)
    build_registration(world, bakery)
    build_account(world, office, by=alice)
    build_books(world, bakery)
    build_sales(world, sales, by=alice)
    build_forwarding(world, office, purchases, by=alice)
    build_quarantine(world)
    build_payments(world, bakery, by=alice)
    build_waiting(world, bakery, by=alice)
    world["deletion"] = DeletionList.objects.create(company=bakery, year=2010, state="ready", made_by=alice).pk
    world["export"] = build_export(bakery, by=alice)
    users = User.objects.all()
    world.sessions = {user.name.lower(): signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value for user in users}
    world.persons = {user.name.lower(): user.pk for user in users}
    return world


def build_office(world: World) -> tuple[Office, User]:
    """Alice's, where Bob works and Frank worked; Diane's elsewhere; and Olga, the operator."""
    alice, bob, frank, diane, _olga = (person(name) for name in ("Alice", "Bob", "Frank", "Diane", "Olga"))
    office = Office.objects.create(name="Office Alice", language="en")
    Member.objects.create(office=office, user=alice, role=Member.Role.OWNER)
    label = Label.objects.create(office=office, name="To discuss")
    asked = BulkAction.objects.create(by=alice, action="label", option=str(label.pk))
    world |= {"label": label.pk, "bulk_action": asked.pk}
    world["saved_view"] = SavedView.objects.create(office=office, name="Unpaid by many", query="state=unread").pk
    world |= {"office": office.pk, "member": Member.objects.create(office=office, user=bob).pk}
    Member.objects.create(office=office, user=frank).delete()
    elsewhere = Office.objects.create(name="Office Diane", language="en")
    Member.objects.create(office=elsewhere, user=diane, role=Member.Role.OWNER)
    return office, alice


def build_company(world: World, office: Office, alice: User) -> Company:
    """The bakery, whose purchases Clara holds and Eve held."""
    bakery = company_of(office, "Bakery Cornflower", BAKERY, vat_number=f"BE{BAKERY}", email="clara@clara.example")
    purchases = bakery.connections.get(side=Connection.Side.PURCHASE)
    held = Access.objects.create(connection=purchases, user=person("Clara"))
    Access.objects.create(connection=purchases, user=person("Eve"), ended_at=timezone.now(), ended_by=alice)
    world |= {"company": bakery.pk, "purchases": purchases.pk, "access": held.pk}
    return bakery


def build_staff(world: World, office: Office, bakery: Company) -> None:
    """Maya manages the office; Mia works for the bakery only, Lena for three of five other companies; Rita reads the bakery's
    documents, and Ron read all until yesterday."""
    today, roles = timezone.localdate(), Member.Role
    Member.objects.create(office=office, user=person("Maya"), role=roles.MANAGER)
    mia = Member.objects.create(office=office, user=person("Mia"), all_companies=False)
    lena = Member.objects.create(office=office, user=person("Lena"), all_companies=False)
    until = {"role": roles.READER, "last_day": today + timedelta(days=9)}
    rita = Member.objects.create(office=office, user=person("Rita"), all_companies=False, **until)
    Member.objects.create(office=office, user=person("Ron"), role=roles.READER, last_day=today - timedelta(days=1))
    others = [company_of(office, f"Lender {n}", f"080000010{n}") for n in range(1, 6)]
    assign(mia, [bakery])
    world["member_of_some"] = mia.pk
    assign(lena, others[:3])
    assign(rita, [bakery])


def build_export(bakery: Company, *, by: User) -> int:
    """Made, with one file."""
    export = CompanyExport.objects.create(company=bakery, by=by, is_staff=True, ended_at=timezone.now())
    part = ExportPart.objects.create(export=export, number=1, last=0, documents=0, size=0, sha256="0" * 64)
    part.place.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(part.place, "w") as file:
        file.writestr("manifest.json", "{}")
    ExportPart.objects.filter(pk=part.pk).update(size=part.place.stat().st_size)
    return export.pk


def build_invitations(world: World, office: Office, sales: Connection, *, by: User) -> None:
    letter = InvitationMail.to("new@clara.example", office=office, inviter=by, language="en")
    letter.save()
    colleague = InvitationMail.to("colleague@alice.example", office=office, inviter=by, language="en")
    colleague.save()
    world |= {
        "letter": letter.pk,
        "invitation": Invitation.objects.create(connection=sales, letter=letter).pk,
        "member_invitation": MemberInvitation.objects.create(letter=colleague).pk,
    }


def build_documents(world: World, purchases: Connection, *, by: User) -> None:
    """A purchase with a file and an answer, and a sale that could not be mailed."""
    pdf = base64.b64encode(b"%PDF-1.7 a page").decode()
    attached = ATTACHED.format(id="1", mime="application/pdf", filename="a.pdf", content=pdf)
    filed = file(invoice(documents=attached), Way.COMMAND)
    sale = file(invoice(seller=party("Bakery", BAKERY), buyer=party("Hotel", "0899965307")), Way.COMMAND).documents[0]
    answer = responses_out.send_answer(filed.documents[0], AnswerStatus.ACCEPTED, by=by)
    again = file(invoice(documents=attached, note="Sent again"), Way.COMMAND)
    ensure([*filed.documents, *again.documents])
    mailing = Mailing.objects.create(document=sale, email="hotel@hotel.example", language="nl", state="failed")
    world |= {
        "document": next(each.pk for each in filed.documents if each.connection_id == purchases.pk),
        "sale": sale.pk,
        "twin": Twin.objects.get(earlier__connection=purchases).pk,
        "answer": answer.pk,
        "protest": Protest.objects.create(
            company=filed.documents[0].connection.company,
            document=filed.documents[0],
            by=by,
            says="UQ",
            reasons=["price"],
            email="billing@mill.example",
            language="nl",
            state="sent",
        ).pk,
        "transmission": answer.transmission_id,
        "mailing": mailing.pk,
    }


def build_registration(world: World, bakery: Company) -> None:
    mandate = Mandate(company=bakery, given_by="Clara", given_on=timezone.localdate(), email="clara@clara.example")
    mandate.proof_sha256, mandate.language = store.keep(PDF), "en"
    mandate.renew()
    registration = Registration.objects.create(company=bakery, scheme="0208", value=BAKERY)
    run = Run.objects.create(office=bakery.office, sides=["purchase"])
    RunLine.objects.create(run=run, company=bakery, state=RunLine.State.ASKED)
    world |= {"mandate": mandate.pk, "registration": registration.pk, "run": run.pk}


def build_account(world: World, office: Office, *, by: User) -> None:
    """At a provider that nobody reaches, with a company in it."""
    account = create_account(office, "recommand", "http://localhost:9", {"key": "key_AAAA"}, by=by)
    pastry = Company.objects.create(office=office, name="Pastry", enterprise_number="0417497106", language="en")
    add_company(account, pastry)
    world |= {"provider_account": account.pk, "account_company": pastry.at_provider.pk}


def build_books(world: World, bakery: Company) -> None:
    Seller.objects.create(company=bakery, logo=store.keep(png()))
    world |= {
        "contact": Contact.objects.create(company=bakery, name="Hotel").pk,
        "product": Product.objects.create(company=bakery, name="Bread", vat="6").pk,
    }


def build_sales(world: World, sales: Connection, *, by: User) -> None:
    proof = store.keep(PDF)
    draft = Draft.objects.create(connection=sales, content=content())
    written = Draft.objects.create(connection=sales, content=content(order_reference="Other"))
    upload = Upload(connection=sales, name="a.xml", sha256=store.keep(invoice()), pdf_name="a.pdf", pdf_sha256=proof)
    upload.save()
    world |= {
        "draft": draft.pk,
        "attachment": draft.attachments.create(name="a.pdf", media_type="application/pdf", sha256=proof, size=1).pk,
        "sent": issue(written, by=by, on_filed=queue).transmissions.get().pk,
        "recurrence": Recurrence.objects.create(connection=sales, content={}, day=1, next_on="2026-12-01").pk,
        "upload": upload.pk,
    }


def build_forwarding(world: World, office: Office, purchases: Connection, *, by: User) -> None:
    forwarder = Forwarder.objects.create(office=office, name="Octopus", kind="email", created_by=by)
    Route.objects.create(
        forwarder=forwarder, connection=purchases, address="clara@clara.example", since="2020-01-01T00:00Z"
    )
    dispatch_new()
    webhook = Forwarder(office=office, name="Ledger", kind="webhook", created_by=by)
    webhook.secrets = {"secret": "whsec_AAAA"}
    webhook.save()
    world |= {"forwarder": forwarder.pk, "webhook": webhook.pk, "forward": Forward.objects.order_by("pk")[0].pk}


def build_quarantine(world: World) -> None:
    aside = file(invoice(number="Harmful"), Way.COMMAND).documents[0]
    quarantine(aside, "Harmful")
    world["quarantine"] = aside.quarantines.get().pk


def build_payments(world: World, bakery: Company, *, by: User) -> None:
    statement = Statement.objects.create(company=bakery, fingerprint="1", iban="BE68539007547034", currency="EUR")
    payment_file = PaymentFile(company=bakery, message_id="S1", execution="2026-11-30", total=1, content=b"<a/>")
    payment_file.state = PaymentFile.State.READY
    payment_file.save()
    world |= {
        "statement": statement.pk,
        "entry": statement.entries.create(position=0, amount=1, booked="2026-11-30").pk,
        "payment_file": payment_file.pk,
        "change": ask_account(bakery, add="BE71096123456769", by=by).pk,
    }


def build_waiting(world: World, bakery: Company, *, by: User) -> None:
    """A key, long files, one from a person and one that came by the key, and a sheet of companies."""
    key, _secret = ApiKey.make(bakery, by, name="Ledger", scopes=["read"])
    world |= {
        "key": key.pk,
        "company_import": bring_sheet(bakery.office, b"KBO;Naam\n1;Mill\n", by=by).pk,
        "waiting_file": waiting_files.keep_for_later("document", "long.xml", b"<a/>", by=by).pk,
        "sent_long": waiting_files.keep_for_later("api_document", "", b"<a/>", by=by, key=key).pk,
    }
