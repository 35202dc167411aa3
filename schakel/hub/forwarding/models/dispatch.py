"""Dispatch: where a document stands on its way to bookkeeping. The row says that the worker has seen it."""

from django.db import models
from django.utils import timezone

from schakel.hub.documents.models import Document
from schakel.hub.people.models import User


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    def held(self) -> "DispatchQuerySet":
        return self.filter(held_at__isnull=False)


class Dispatch(models.Model):
    document = models.OneToOneField(Document, models.CASCADE, primary_key=True, related_name="dispatch")
    at = models.DateTimeField(default=timezone.now)
    exported_at = models.DateTimeField(null=True, blank=True)  # the last time a package took it over
    held_at = models.DateTimeField(null=True, blank=True)  # "not to bookkeeping", since when
    held_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = DispatchQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.document_id)

    @classmethod
    def record_export(cls, document: int) -> None:
        now = timezone.now()
        if not cls.objects.filter(document=document).update(exported_at=now):
            cls.objects.create(document_id=document, exported_at=now)

    @classmethod
    def record_return(cls, document: int) -> None:
        """The package did not take it over after all."""
        cls.objects.filter(document=document).update(exported_at=None)
