"""Each action with money: what one person can do alone, what needs another, what they cannot do. The guides tell the same.

Six people: the office's owner and a member, two who pay for the company, one who only reads, and a stranger.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.test import Client
from django.utils import timezone

from schakel.hub.connections import holders
from schakel.hub.connections.models import Access, ApiKey, Change, Company, Invitation, Role
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.payments import file_decisions
from schakel.hub.payments.models import Approver, PaymentFile, Rule
from schakel.hub.payments.money_changes import ask_account
from schakel.hub.payments.payables import payable_for
from schakel.hub.payments.prepare_file import FileRequest, prepare
from schakel.hub.people.models import User
from tests.hub.conftest import person, signed_in
from tests.hub.documents.ubl import invoice
from tests.hub.payments.camt import IBAN

WHO = ("owner", "member", "payer", "second payer", "reader", "stranger")
ALONE, ASKS, NO = "alone", "with another", "no"
OTHER = "BE71096123456769"


@dataclass
class Scene:
    """A company with its six people. Every action answers whether it happened, or waits for another."""

    company: Company
    people: dict[str, User]
    ago: float = 0  # seconds since they showed who they are

    def client(self, who: str) -> Client:
        return signed_in(self.people[who], ago=self.ago)

    def bought(self, number: str = "1", total: str = "121.00") -> Document:
        data = invoice(number=number, net=total, vat="0.00", total=total)
        document = next(each for each in file(data, Way.COMMAND).documents if each.connection.side == "purchase")
        payable_for(document)
        return document

    def wish(self, *documents: Document) -> FileRequest:
        return FileRequest(frozenset(each.pk for each in documents), IBAN, timezone.localdate() + timedelta(days=1))

    def two(self) -> None:
        """Above 100 euro two approve: the payer and the second payer."""
        Rule.objects.create(company=self.company, mode=Rule.Mode.TWO_ABOVE, above=Decimal(100))
        for who in ("payer", "second payer"):
            Approver.objects.create(company=self.company, user=self.people[who])

    def new_payer(self) -> Access:
        """Invited by the member."""
        purchases = self.company.connections.get(side="purchase")
        return holders.give(purchases, person("New"), role=Role.FULL, inviter=self.people["member"])


Action = Callable[[Scene, str], bool | None]  # True: it happened; None: it waits for another; False: it did not happen


def prepares(scene: Scene, who: str) -> bool | None:
    document, day = scene.bought(), timezone.localdate().isoformat()
    form = {"document": [document.pk], "iban": IBAN, "execution": day}
    scene.client(who).post(f"/payments/companies/{scene.company.pk}/files/new/", form)
    made = PaymentFile.objects.first()
    return made is not None and (made.state == PaymentFile.State.READY or None)


def approves_file(scene: Scene, who: str) -> bool:
    made = prepare(scene.company, scene.wish(scene.bought()), by=scene.people["owner"])
    scene.client(who).post(f"/payments/files/{made.pk}/decision", {"action": "approve"})
    made.refresh_from_db()
    return made.state == PaymentFile.State.READY


def downloads(scene: Scene, who: str) -> bool:
    made = prepare(scene.company, scene.wish(scene.bought()), by=scene.people["owner"])
    file_decisions.approve(made, scene.people["payer"])
    scene.client(who).get(f"/payments/files/{made.pk}/download")
    made.refresh_from_db()
    return made.state == PaymentFile.State.TAKEN


def marks_paid(scene: Scene, who: str) -> bool:
    document = scene.bought()
    scene.client(who).post(f"/payments/documents/{document.pk}/mark", {"action": "paid"})
    return document.payments.exists()


def approves_invoice(scene: Scene, who: str) -> bool | None:
    document = scene.bought()
    scene.client(who).post(f"/payments/documents/{document.pk}/mark", {"action": "approve"})
    given = document.approvals.exists()
    return given and (not file_decisions.is_approved(document) and None)


def changes_rule(scene: Scene, who: str) -> bool | None:
    told = {"what": "rule", "mode": "one", "approvers": [scene.people["payer"].pk]}
    scene.client(who).post(f"/payments/companies/{scene.company.pk}/", told)
    return became(lambda: Rule.objects.filter(mode="one").exists())


def changes_account(scene: Scene, who: str) -> bool | None:
    scene.client(who).post(f"/payments/companies/{scene.company.pk}/", {"what": "account", "iban": OTHER})
    return became(lambda: scene.company.accounts.filter(iban=OTHER).exists())


def changes_seller_account(scene: Scene, who: str) -> bool | None:
    scene.client(who).post(f"/sales/companies/{scene.company.pk}/settings/", {"what": "account", "iban": OTHER})
    return became(lambda: scene.company.seller_accounts.filter(iban=OTHER).exists())


def confirms_account(scene: Scene, who: str) -> bool:
    """That the payer asked for."""
    made = ask_account(scene.company, add=OTHER, by=scene.people["payer"])
    scene.client(who).post(f"/connections/changes/{made.pk}/", {"answer": "confirm"})
    return scene.company.accounts.filter(iban=OTHER).exists()


def invites_payer(scene: Scene, who: str) -> bool | None:
    """And the invited person accepts."""
    new = person("New")
    given = {"email": new.email, "kinds": ["purchase"], "role": "full", "language": "en"}
    scene.client(who).post(f"/connections/companies/{scene.company.pk}/sharing/", given)
    for invitation in Invitation.objects.all():
        invitation.accept(new)
    return became(lambda: Access.objects.full().filter(user=new).exists())


def confirms_payer(scene: Scene, who: str) -> bool:
    access = scene.new_payer()
    scene.client(who).post(f"/connections/changes/{access.changes.get().pk}/", {"answer": "confirm"})
    return Access.objects.full().filter(pk=access.pk).exists()


def makes_key(scene: Scene, who: str) -> bool:
    form = {"name": "Ledger", "scopes": ["read"]}
    scene.client(who).post(f"/connections/companies/{scene.company.pk}/keys/", form)
    return ApiKey.objects.exists()


def ends_access(scene: Scene, who: str) -> bool:
    access = Access.objects.get(user=scene.people["second payer"], connection__side="purchase")
    if who == "second payer":
        access = Access.objects.get(user=scene.people["payer"], connection__side="purchase")
    scene.client(who).post(f"/connections/access/{access.pk}/end/")
    access.refresh_from_db()
    return access.ended_at is not None


def became(is_so: Callable[[], bool]) -> bool | None:
    return is_so() or (None if Change.objects.waiting().exists() else False)


@dataclass(frozen=True)
class Row:
    """`answers`: of each of WHO. `en` and `nl` are the words of the guides."""

    do: Action
    two: bool  # whether the company asks two
    answers: tuple[str, ...]
    en: str
    nl: str


OFFICE_AND_PAYERS = (ALONE, ALONE, ALONE, ALONE, NO, NO)
PAYERS = (NO, NO, ALONE, ALONE, NO, NO)
ASKED_BY_ALL = (ASKS, ASKS, ASKS, ASKS, NO, NO)
ROWS = [
    Row(prepares, False, (ASKS, ASKS, ALONE, ALONE, NO, NO), "Create a payment file", "Een betaalbestand maken"),
    Row(
        approves_file,
        False,
        PAYERS,
        "Approve a payment file that the office made",
        "Een betaalbestand van het kantoor goedkeuren",
    ),
    Row(
        downloads,
        False,
        OFFICE_AND_PAYERS,
        "Download an approved payment file (asks who you are)",
        "Een goedgekeurd betaalbestand downloaden (vraagt wie u bent)",
    ),
    Row(marks_paid, False, OFFICE_AND_PAYERS, "Mark an invoice as paid", "Een factuur als betaald markeren"),
    Row(
        changes_rule,
        False,
        OFFICE_AND_PAYERS,
        "No rule yet: have one person approve (asks who you are)",
        "Nog geen regel: één persoon laten goedkeuren (vraagt wie u bent)",
    ),
    Row(
        changes_account,
        False,
        OFFICE_AND_PAYERS,
        "No rule: add or remove an account the company pays from (asks who you are)",
        "Geen regel: een rekening waarvan het bedrijf betaalt toevoegen of weghalen (vraagt wie u bent)",
    ),
    Row(
        changes_seller_account,
        False,
        OFFICE_AND_PAYERS,
        "No rule: change the account on the invoices (asks who you are)",
        "Geen regel: de rekening op de facturen wijzigen (vraagt wie u bent)",
    ),
    Row(
        approves_invoice,
        True,
        (NO, NO, ASKS, ASKS, NO, NO),
        "Rule of two: approve an invoice above the amount",
        "Regel van twee: een factuur boven het bedrag goedkeuren",
    ),
    Row(
        changes_rule,
        True,
        ASKED_BY_ALL,
        "Rule of two: change the rule or who approves (asks who you are)",
        "Regel van twee: de regel of wie goedkeurt wijzigen (vraagt wie u bent)",
    ),
    Row(
        changes_account,
        True,
        ASKED_BY_ALL,
        "Rule of two: add or remove an account the company pays from (asks who you are)",
        "Regel van twee: een rekening waarvan het bedrijf betaalt toevoegen of weghalen (vraagt wie u bent)",
    ),
    Row(
        changes_seller_account,
        True,
        ASKED_BY_ALL,
        "Rule of two: change the account on the invoices (asks who you are)",
        "Regel van twee: de rekening op de facturen wijzigen (vraagt wie u bent)",
    ),
    Row(
        confirms_account,
        True,
        (NO, NO, NO, ALONE, NO, NO),
        "Rule of two: be the second to say yes to what the payer asked (asks who you are)",
        "Regel van twee: als tweede ja zeggen op wat de betaler vroeg (vraagt wie u bent)",
    ),
    Row(
        invites_payer,
        False,
        (ASKS, ASKS, NO, NO, NO, NO),
        "Let one more person pay",
        "Nog iemand laten betalen",
    ),
    Row(
        confirms_payer,
        False,
        PAYERS,
        "Say yes to one more person who pays (asks who you are)",
        "Ja zeggen op nog iemand die betaalt (vraagt wie u bent)",
    ),
    Row(
        makes_key,
        False,
        OFFICE_AND_PAYERS,
        "Create an API key (asks who you are)",
        "Een API-sleutel maken (vraagt wie u bent)",
    ),
    Row(
        ends_access,
        False,
        (ALONE, ALONE, NO, NO, NO, NO),
        "End somebody else's access (from the third in an hour on, asks who you are)",
        "De toegang van iemand anders beëindigen (vanaf de derde in een uur vraagt het wie u bent)",
    ),
]
