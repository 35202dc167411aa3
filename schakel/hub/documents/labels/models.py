"""Label: a word of an office for its documents. DocumentLabel: that a document has it. Only members of the office see either."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import ApiKey, Office
from schakel.hub.connections.models.company import sort_name_of
from schakel.hub.connections.models.office import plain_name
from schakel.hub.connections.rights import Right
from schakel.hub.people.models import User

LONGEST_NAME = 40  # characters


class LabelQuerySet(models.QuerySet["Label"]):
    def reachable_by(self, user: Any) -> "LabelQuerySet":
        """Those of the offices in which this person works: they label the documents of their companies."""
        return self.filter(office__in=Office.objects.of(user))

    def managed_by(self, user: Any) -> "LabelQuerySet":
        """Those that this person may rename and remove, on the documents of all companies."""
        return self.filter(office__in=Office.objects.allowing(user, Right.SET_UP))

    def reachable_with(self, key: ApiKey) -> "LabelQuerySet":
        """Those of the office of the key, as long as the person who made it works there, and for its company."""
        if key.company and not key.company.is_managed_by(key.responsible):
            return self.none()
        office = key.office_id or (key.company.office_id if key.company else None)
        return self.reachable_by(key.responsible).filter(office=office)


class Label(models.Model):
    class Color(models.TextChoices):
        GREY = "grey", _("grey")
        TEAL = "teal", _("teal")
        GREEN = "green", _("green")
        AMBER = "amber", _("amber")
        RED = "red", _("red")
        BLUE = "blue", _("blue")

    office = models.ForeignKey(Office, models.CASCADE, related_name="labels", db_index=False)
    name = models.CharField(_("name"), max_length=LONGEST_NAME, validators=[plain_name])
    sort_name = models.CharField(max_length=4 * LONGEST_NAME, editable=False)  # sort_name_of(name), see save
    color = models.CharField(_("colour"), max_length=10, choices=Color.choices, default=Color.GREY)
    created_at = models.DateTimeField(default=timezone.now)

    objects = LabelQuerySet.as_manager()

    class Meta:
        ordering = ("sort_name", "pk")
        constraints = [models.UniqueConstraint(fields=["office", "sort_name"], name="one_label_of_a_name_per_office")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_name = sort_name_of(self.name)[: 4 * LONGEST_NAME]
        super().save(*args, **kwargs)


class DocumentLabel(models.Model):
    """It is on no timeline: clients read that."""

    document = models.ForeignKey("documents.Document", models.CASCADE, related_name="+")
    label = models.ForeignKey(Label, models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["label", "document"], name="a_label_once_per_document")]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.label_id}"
