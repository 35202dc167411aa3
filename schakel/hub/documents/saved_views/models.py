"""SavedView: a search under a name, of one person or of an office. StartView: with which of them somebody's list begins."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Office
from schakel.hub.connections.models.company import sort_name_of
from schakel.hub.connections.models.office import plain_name
from schakel.hub.connections.rights import Right
from schakel.hub.people.models import User

LONGEST_NAME = 60  # characters


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def reachable_by(self, user: Any) -> "SavedViewQuerySet":
        """Their own, and those of the offices for all of which they work: a name may tell of any company. They may change and
        remove these too."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(owner=user) | Q(office__in=Office.objects.allowing(user, Right.SET_UP)))


class SavedView(models.Model):
    """What it finds is what the person who opens it reaches: it gives nobody anything."""

    owner = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="saved_views")
    office = models.ForeignKey(Office, models.CASCADE, null=True, blank=True, related_name="saved_views")
    name = models.CharField(_("name"), max_length=LONGEST_NAME, validators=[plain_name])
    sort_name = models.CharField(max_length=4 * LONGEST_NAME, editable=False)  # sort_name_of(name), see save
    query = models.TextField()  # of the address of the list: names of `Search` only, without its question mark
    created_at = models.DateTimeField(default=timezone.now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ("sort_name", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(office=None, owner__isnull=False) | Q(office__isnull=False, owner=None),
                name="a_view_is_of_one_person_or_one_office",
            ),
            models.UniqueConstraint(fields=["owner", "sort_name"], name="one_view_of_a_name_per_person"),
            models.UniqueConstraint(fields=["office", "sort_name"], name="one_view_of_a_name_per_office"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_name = sort_name_of(self.name)[: 4 * LONGEST_NAME]
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "sort_name"}
        super().save(*args, **kwargs)


class StartView(models.Model):
    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="start_view")
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.user}: {self.view_id}"
