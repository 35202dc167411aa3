"""What of this room acts in the name of a member: API keys, open invitations, sheets of companies; and their companies."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from schakel.hub.audit.record import Place
from schakel.hub.connections.handover import Responsibility
from schakel.hub.connections.models import (
    ApiKey,
    Company,
    CompanyImport,
    Connection,
    Invitation,
    InvitationMail,
    Member,
    MemberInvitation,
    Offer,
    Office,
)
from schakel.hub.connections.models.key import OWNERS_SCOPES
from schakel.hub.connections.rights import MemberRole, Right
from schakel.hub.people.models import User

RANK = list(MemberRole)  # from the most rights to the fewest


class ApiKeys(Responsibility):
    code = "api_keys"
    word = _("API keys")
    otherwise = _("Without a colleague they are revoked, and the programs that use them lose access.")
    note = _("They may have copied the keys: create new ones for your programs, then revoke these.")

    def of(self, user: User, office: Office) -> QuerySet[ApiKey]:
        mine = ApiKey.objects.active().filter(responsible=user).filter(Q(office=office) | Q(company__office=office))
        return mine.select_related("company").order_by("pk")

    def tenable_by(self, user: User, rows: QuerySet[ApiKey]) -> QuerySet[ApiKey]:
        return rows.filter(pk__in=ApiKey.objects.usable_by(user).values("pk"))

    def give(self, rows: QuerySet[ApiKey], to: Member, *, was: MemberRole) -> None:
        """The person who leaves may know a key: it gets none of the rights that only the role of the next one gives."""
        for key in rows:
            if RANK.index(MemberRole(to.role)) < RANK.index(was):
                key.scopes = [scope for scope in key.scopes if scope not in OWNERS_SCOPES]
            key.responsible = to.user
            key.save(update_fields=["responsible", "scopes"])

    def stop(self, rows: QuerySet[ApiKey], by: User) -> None:
        for key in rows:
            key.end(by)

    def place(self, row: ApiKey) -> Place:
        return row.place

    def name(self, row: ApiKey) -> str:
        return f"{row.name} ({row.company})" if row.company else row.name


class OpenInvitations(Responsibility):
    """A letter is handed over whole, with all companies in it."""

    code = "invitations"
    word = _("Open invitations")
    otherwise = _("Without a colleague they are withdrawn, and their links no longer work.")

    def of(self, user: User, office: Office) -> QuerySet[InvitationMail]:
        mine = InvitationMail.objects.filter(office=office, inviter=user)
        return mine.filter(open_in(Invitation.objects.all()) | open_in(MemberInvitation.objects.all())).order_by("pk")

    def tenable_by(self, user: User, rows: QuerySet[InvitationMail]) -> QuerySet[InvitationMail]:
        clients = Invitation.objects.exclude(connection__in=Connection.objects.managed_by(user, also_closed=True))
        colleagues = MemberInvitation.objects.exclude(pk__in=MemberInvitation.objects.managed_by(user).values("pk"))
        foreign = open_in(clients) | open_in(colleagues)
        return rows.filter(office__in=Office.objects.of(user)).exclude(foreign)

    def give(self, rows: QuerySet[InvitationMail], to: Member, *, was: MemberRole) -> None:
        rows.update(inviter=to.user)

    def stop(self, rows: QuerySet[InvitationMail], by: User) -> None:
        """What the inviter may still offer stays open."""
        for letter in rows:
            clients = letter.invitations.exclude(pk__in=Invitation.objects.managed_by(letter.inviter).values("pk"))
            colleagues = letter.member_invitations.exclude(
                pk__in=MemberInvitation.objects.managed_by(letter.inviter).values("pk")
            )
            for offer in [*clients.filter(state=Offer.State.INVITED), *colleagues.filter(state=Offer.State.INVITED)]:
                offer.withdraw(by)

    def place(self, row: InvitationMail) -> Place:
        return Place(row.office_id)

    def name(self, row: InvitationMail) -> str:
        return row.email


def open_in(offers: QuerySet[Any]) -> Exists:
    """Of a letter: one of these offers is in it and not answered."""
    return Exists(offers.filter(letter=OuterRef("pk"), state=Offer.State.INVITED))


class CompaniesOfMember(Responsibility):
    """Those for which they are the responsible member."""

    code = "companies"
    word = _("Companies with this responsible member")
    otherwise = _("Without a colleague these companies have no responsible member.")

    def of(self, user: User, office: Office) -> QuerySet[Company]:
        return Company.objects.filter(office=office, responsible__user=user).order_by("sort_name", "pk")

    def tenable_by(self, user: User, rows: QuerySet[Company]) -> QuerySet[Company]:
        return rows.filter(pk__in=Company.objects.managed_by(user, also_closed=True).values("pk"))

    def give(self, rows: QuerySet[Company], to: Member, *, was: MemberRole) -> None:
        rows.update(responsible=to)

    def stop(self, rows: QuerySet[Company], by: User) -> None:
        rows.update(responsible=None)

    def place(self, row: Company) -> Place:
        return row.place

    def name(self, row: Company) -> str:
        return row.name


class CompanySheets(Responsibility):
    code = "imports"
    word = _("Sheets of companies being imported")
    otherwise = _("Without a colleague the rows that are not imported yet are refused.")

    def of(self, user: User, office: Office) -> QuerySet[CompanyImport]:
        unfinished = CompanyImport.objects.exclude(state=CompanyImport.State.DONE)
        return unfinished.filter(office=office, by=user).order_by("pk")

    def tenable_by(self, user: User, rows: QuerySet[CompanyImport]) -> QuerySet[CompanyImport]:
        return rows.filter(office__in=Office.objects.allowing(user, Right.ADD))

    def give(self, rows: QuerySet[CompanyImport], to: Member, *, was: MemberRole) -> None:
        rows.update(by=to.user)

    def stop(self, rows: QuerySet[CompanyImport], by: User) -> None:
        """The worker refuses the rows, and says so at each."""

    def place(self, row: CompanyImport) -> Place:
        return Place(row.office_id)

    def name(self, row: CompanyImport) -> str:
        return str(row)
