"""Office, Member, Company, Participant, Connection, Access, Letter, Invitation: who holds what, and who may see it."""

from schakel.hub.connections.models.company import Company, Participant
from schakel.hub.connections.models.connection import Access, Connection, Role
from schakel.hub.connections.models.invitation import Invitation, MemberInvitation, Offer
from schakel.hub.connections.models.letter import Letter
from schakel.hub.connections.models.office import Member, Office

__all__ = [
    "Access",
    "Company",
    "Connection",
    "Invitation",
    "Letter",
    "Member",
    "MemberInvitation",
    "Offer",
    "Office",
    "Participant",
    "Role",
]
