"""Notice: that of a company, due when its people are to hear that something could not be sent, or is not confirmed."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from schakel.hub.connections.models import Company
from schakel.hub.due import Due

GATHERING = timedelta(minutes=5)  # in which what fails together is told together


class Notice(Due):
    company = models.OneToOneField(Company, models.CASCADE, related_name="+")
    told_until = models.DateTimeField(null=True, blank=True)  # what failed up to then has been told
    silent_until = models.DateTimeField(null=True, blank=True)  # of what was sent up to then, the silence has been told

    def __str__(self) -> str:
        return str(self.company)

    @classmethod
    def request(cls, company_id: int | None) -> None:
        """In the transaction in which something failed."""
        if company_id:
            cls.objects.update_or_create(company_id=company_id, defaults={"due_at": timezone.now() + GATHERING})

    @classmethod
    def request_now(cls, company_id: int) -> bool:
        """Unless it is due, or in a worker's hands: then it is told with the rest."""
        row, _is_new = cls.objects.get_or_create(company_id=company_id)
        return bool(
            cls.objects.filter(pk=row.pk, due_at=None).update(due_at=timezone.now(), attempts=0, interrupted_attempts=0)
        )
