"""The mandate, asked together with an invitation: one mail and one page for both (ADR 0297)."""

from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from schakel.hub.connections.models import Company, Invitation, InvitationMail
from schakel.hub.network.models import Mandate
from schakel.hub.network.registration import worker as registration_worker
from schakel.hub.network.registration.directory import publisher_with_directory
from schakel.hub.people.models import normal


@dataclass(frozen=True)
class MandateQuestion:
    """A `connections.received_invitation.Question`: may this office register this company?"""

    mandate: Mandate

    @property
    def code(self) -> str:
        return f"r{self.mandate.pk}"

    @property
    def company(self) -> Company:
        return self.mandate.company

    @property
    def sentence(self) -> str:
        names = {"office": self.company.office, "company": self.company}
        return _("May %(office)s receive the e-invoices of %(company)s?") % names

    @property
    def explanation(self) -> str:
        names = {"office": self.company.office, "company": self.company}
        text = _(
            "%(office)s wants to register %(company)s on Peppol. Your suppliers' e-invoices then arrive at your office, in "
            "Schakel, where you can see them too."
        )
        if publisher_with_directory() is None:
            return text % names
        public = _("The company's name and VAT number can then also be found in the public Peppol Directory.")
        return f"{text % names} {public}"

    def answer(self, *, is_yes: bool) -> None:
        state = Mandate.State.CONFIRMED if is_yes else Mandate.State.REFUSED
        registration_worker.record_answer(self.mandate, state)


def questions_of(letter: InvitationMail) -> list[MandateQuestion]:
    """Of the companies in the letter that its office still has and its inviter works for; asked of the address the letter went
    to, and no other."""
    offered = letter.invitations.managed_by(letter.inviter).exclude(state=Invitation.State.WITHDRAWN)
    offered = offered.filter(connection__company__office=F("letter__office"))
    asked = Mandate.objects.filter(
        state=Mandate.State.ASKED, in_invitation=True, company__in=offered.values("connection__company")
    ).select_related("company__office")
    mine = [each for each in asked.order_by("company__sort_name", "pk") if normal(each.email) == letter.email_normal]
    return [MandateQuestion(mandate) for mandate in mine]
