"""InvitationReminder: one more mail about an invitation nobody answered. LinkRequest: a client asks for a new link."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from schakel.hub.connections.models.invitation_mail import InvitationMail
from schakel.hub.due import Due
from schakel.hub.people.models import User


class InvitationReminder(Due):
    """Due until it is sent or no longer needed. It carries the link of its letter."""

    letter = models.ForeignKey(InvitationMail, models.CASCADE, related_name="reminders")
    day = models.PositiveSmallIntegerField(default=0)  # so many days after the letter; 0: `by` asked for it
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "day"], condition=Q(day__gt=0), name="one_reminder_of_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.letter}: {self.day}"

    def record_sent(self) -> None:
        self.sent_at = timezone.now()
        self.save(update_fields=["sent_at"])
        self.settle()


class LinkRequest(Due):
    """A person with the link of a letter asks for a new one. Due until its inviter is notified."""

    letter = models.ForeignKey(InvitationMail, models.CASCADE, related_name="link_requests")
    asked_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.letter}, {self.asked_at:%Y-%m-%d}"
