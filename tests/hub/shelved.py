"""The world with the shelf of hostile documents in it: come in by the doors that strangers and colleagues use, worked by
every step of the worker, and with one of everything that is made from a document."""

import base64
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from schakel.einvoice.model import Kind
from schakel.hub.connections.models import Company, Connection
from schakel.hub.documents import filing, store
from schakel.hub.documents.bills.models import Twin
from schakel.hub.documents.models import Document, Quarantine, SenderPdf, WaitingFile, Way
from schakel.hub.documents.papers import Target
from schakel.hub.forwarding.kinds import kinds
from schakel.hub.forwarding.models import Forward, Forwarder, Route
from schakel.hub.network.models import Answer, Protest, Registration, Transmission
from schakel.hub.payments.models import PaymentFile, Statement, StatementEntry
from schakel.hub.people.models import User
from schakel.hub.sales.models import Attachment, Draft, Mailing, Recurrence, Upload
from schakel.hub.sales.uploads import upload as uploads
from schakel.peppol.errors import InvalidXml
from schakel.peppol.identifiers import DocumentTypeId
from tests.einvoice.render.pictures import png
from tests.einvoice.shelf import hostile, shape_of
from tests.hub import world as ordinary
from tests.hub.network.posting import post
from tests.hub.network.world import CUSTOMIZATION, INVOICE, UBL, Peer
from tests.hub.payments.camt import IBAN, camt, out
from tests.hub.walking import Walk
from tests.hub.world import World

CREDIT_NOTE = DocumentTypeId.of(f"{UBL}:CreditNote-2", "CreditNote", customization=CUSTOMIZATION, version="2.1")
LANGUAGES = {"Alice": "nl", "Bob": "fr", "Clara": "de", "Olga": "en"}
HOST_KEY = "ssh-ed25519 AAAA"
CONTENTS = {
    "email": "both",
    "sftp": "xml",
    "folder": "pdf",
    "webhook": "pdf",
    "post": "xml",
    "pull": "both",
}  # a page of ours costs most
OPTIONS: dict[str, dict[str, Any]] = {
    "sftp": {"host": "sftp.example", "port": 22, "user": "us", "host_key": HOST_KEY},
    "webhook": {"url": "https://books.example/in"},
    "post": {"url": "https://books.example/in?name={file}"},
}
ADDRESS = {"email": "books@books.example"}
SECRET = f"whsec_{base64.b64encode(b'0' * 32).decode()}"

# What the walk needs of each thing whose key stands in an address: those that came from the shelf. A new kind of thing
# in an address has to be named here, or the walk falls.
Found = Callable[[World], Iterable[Any]]
OF_THE_SHELF: dict[str, Found] = {
    "document": lambda world: of_the_shelf(world),
    "sale": lambda world: of_the_shelf(world).filter(connection__side="sales"),
    "sent": lambda _world: Transmission.objects.outgoing().exclude(document=None),
    "transmission": lambda _world: Transmission.objects.all(),
    "answer": lambda _world: Answer.objects.all(),
    "protest": lambda _world: Protest.objects.all(),
    "forward": lambda _world: [
        each for each in Forward.objects.all() if (each.document_id + each.forwarder_id) % 5 == 0
    ],
    "fetchable": lambda _world: Forward.objects.filter(forwarder__kind="pull"),
    "draft": lambda _world: Draft.objects.filter(document=None),
    "attachment": lambda _world: Attachment.objects.all(),
    "upload": lambda _world: Upload.objects.all(),
    "recurrence": lambda _world: Recurrence.objects.all(),
    "mailing": lambda _world: Mailing.objects.all(),
    "statement": lambda _world: Statement.objects.all(),
    "entry": lambda _world: StatementEntry.objects.all(),
    "payment_file": lambda _world: PaymentFile.objects.all(),
    "forwarder": lambda _world: Forwarder.objects.all(),
    "waiting_file": lambda _world: WaitingFile.objects.filter(key=None),
    "sent_long": lambda _world: WaitingFile.objects.exclude(key=None),
    "quarantine": lambda _world: Quarantine.objects.all(),
    "webhook": lambda _world: Forwarder.objects.filter(kind="webhook"),
    "twin": lambda _world: Twin.objects.all(),
}


def of_the_shelf(world: World) -> QuerySet[Document]:
    """What came after the world's own."""
    return Document.objects.filter(pk__gt=world["last_document"])


PROTEST = {"says": "UQ", "reasons": ["price"], "text": "?", "email": "billing@mill.example", "language": "de"}
ONCE = {  # these know no document: they are walked as they stand in the world
    "key", "change", "registration", "mandate", "office", "company", "purchases", "access", "letter", "invitation", "deletion",
    "export",
    "member_invitation", "member", "contact", "product", "company_import", "label", "bulk_action", "saved_view", "run",
    "provider_account", "account_company",
}  # fmt: skip


def things(kind: str, world: World) -> list[int]:
    """The keys of what an address is about. Raises KeyError: a kind of thing that the walk does not know yet."""
    return [world[kind]] if kind in ONCE else [each.pk for each in OF_THE_SHELF[kind](world)]


def shelve(names: Iterable[str], walk: Walk) -> World:
    """Everything in one database. What falls on the way is a fault of the walk."""
    world = ordinary.build()
    for name, language in LANGUAGES.items():
        User.objects.filter(name=name).update(language=language)
    world["last_document"] = Document.objects.latest("pk").pk
    bakery = Company.objects.get(pk=world["company"])
    bakery.accounts.create(iban=IBAN)
    Registration.objects.filter(pk=world["registration"]).update(
        state=Registration.State.REGISTERED, due_at=None, document_types=[str(INVOICE), str(CREDIT_NOTE)]
    )
    forward_in_every_way(bakery, User.objects.get(name="Alice"))
    walk.enter(world)
    for name in names:
        side, kind = shape_of(name)
        (receive if side == "purchase" else upload)(hostile(name, side, kind), name, walk)
    leave_papers(bakery)
    walk.work()
    make_of_each(walk, bakery)
    walk.work()
    return world


def leave_papers(bakery: Company) -> None:
    """A PDF that nobody can look into, and a picture; and a PDF beside the last document."""
    for connection, data in zip(bakery.connections.order_by("side"), (b"%PDF-1.7 damaged", png()), strict=True):
        filing.file(data, Way.UPLOAD, paper=Target(connection, "<b>paper\u202e.pdf"))
    document = Document.objects.latest("pk")
    SenderPdf.objects.create(document=document, name="beside.pdf", sha256=store.keep(b"%PDF-1.7 damaged"))


def forward_in_every_way(bakery: Company, by: User) -> None:
    for code in kinds():
        options = OPTIONS.get(code, {})
        made = Forwarder(
            office=bakery.office,
            kind=code,
            name=code,
            contents=CONTENTS.get(code, "xml"),
            options=options,
            created_by=by,
        )
        made.secrets = {"secret": SECRET, "password": "secret"}
        made.save()
        for connection in bakery.connections.all():
            Route.objects.create(
                forwarder=made, connection=connection, address=ADDRESS.get(code, ""), since="2020-01-01T00:00Z"
            )


def receive(data: bytes, name: str, walk: Walk) -> None:
    """As a stranger on the network sends it."""
    kind = CREDIT_NOTE if shape_of(name)[1] is Kind.CREDIT_NOTE else INVOICE
    try:
        message = Peer().message(data, document_type=kind)
    except InvalidXml:  # no envelope holds it
        upload(data, name, walk)
    else:
        walk.judge(f"/as4 {name}", post(message).status_code)


def upload(data: bytes, name: str, walk: Walk) -> None:
    """As a colleague adds it, to be kept and to be sent."""
    file = SimpleUploadedFile("sale.xml", data)
    walk.ask("Alice", "post", "/documents/upload/", {"files": [file], "sales": "to_send"})
    sales = Connection.objects.get(side="sales", company__pk=walk.world["company"])
    uploads.receive_files(sales, [("again.xml", data + b"\n")], by=User.objects.get(name="Alice"))


def make_of_each(walk: Walk, bakery: Company) -> None:
    """A recurrence with its draft, a mailing and a transmission of each sale; an answer to each purchase; statements."""
    first = (timezone.localdate() + timedelta(days=1)).isoformat()
    for pk in things("sale", walk.world):
        walk.ask("Alice", "post", f"/sales/documents/{pk}/recurrence/", {"mode": "draft", "first": first})
        walk.ask("Alice", "post", f"/sales/documents/{pk}/mail/", {"email": "h@hotel.example", "language": "nl"})
        walk.ask("Alice", "post", f"/documents/{pk}/transmissions")
    for pk in things("document", walk.world):
        walk.ask("Alice", "post", f"/documents/{pk}/answers", {"status": "AB"})
        walk.ask("Alice", "post", f"/documents/{pk}/protests", PROTEST)
    walk.work()
    for protest in Protest.objects.filter(document__in=things("document", walk.world)):  # so that it is open again
        walk.ask("Alice", "post", f"/documents/{protest.document_id}/protests/withdrawal", {"after": protest.pk})
    Recurrence.objects.update(next_on=timezone.localdate(), due_at=timezone.now())
    statement = SimpleUploadedFile("a.xml", camt(out("-1.00"), out("-999999999999999.00", text="090933755493")))
    walk.ask("Alice", "post", f"/payments/companies/{bakery.pk}/statements/", {"files": [statement]})
