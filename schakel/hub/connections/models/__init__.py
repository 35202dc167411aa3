"""Office, Member, Company, Participant, Assignment, CompanyImport, Connection, Access, Change, Invitation and its mails, ApiKey:
who holds and sees what; KboEnterprise, KboExtract: the public register."""

from schakel.hub.connections.models.change import Change, Confirmation
from schakel.hub.connections.models.company import Assignment, Company, Participant
from schakel.hub.connections.models.company_import import CompanyImport, CompanyImportRow
from schakel.hub.connections.models.connection import Access, Connection, Role
from schakel.hub.connections.models.elsewhere_answer import ElsewhereAnswer
from schakel.hub.connections.models.handover import Handover
from schakel.hub.connections.models.invitation import Invitation, MemberInvitation, Offer
from schakel.hub.connections.models.invitation_mail import InvitationMail
from schakel.hub.connections.models.kbo import KboEnterprise, KboExtract
from schakel.hub.connections.models.key import ApiKey, Scope
from schakel.hub.connections.models.office import Member, Office
from schakel.hub.connections.models.once import IdempotencyKey
from schakel.hub.connections.models.reminder import InvitationReminder, LinkRequest

__all__ = [
    "Access",
    "ApiKey",
    "Assignment",
    "Change",
    "Company",
    "CompanyImport",
    "CompanyImportRow",
    "Confirmation",
    "Connection",
    "ElsewhereAnswer",
    "Handover",
    "IdempotencyKey",
    "Invitation",
    "InvitationMail",
    "InvitationReminder",
    "KboEnterprise",
    "KboExtract",
    "LinkRequest",
    "Member",
    "MemberInvitation",
    "Offer",
    "Office",
    "Participant",
    "Role",
    "Scope",
]
