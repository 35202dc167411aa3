"""BookRow: what the books of a company have in common, customers and products alike: whose they are, and how they are found."""

from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models.company import sort_name_of
from schakel.hub.people.models import User
from schakel.hub.sales.rights import companies_sold_for_by

LONGEST_NAME = 200  # characters
MOST_WORDS = 8
Row = TypeVar("Row", bound=models.Model)


class BookRowQuerySet(models.QuerySet[Row]):
    def writable_by(self, user: User) -> Self:
        return self.filter(company__in=companies_sold_for_by(user))

    def matching(self, text: str) -> Self:
        """Those that contain every word."""
        condition = Q()
        for word in text.replace("\0", "").split()[:MOST_WORDS]:
            condition &= Q(sort_name__contains=sort_name_of(word)) | self.beside_name(word)
        return self.filter(condition)

    def beside_name(self, word: str) -> Q:
        """Where else than in its name a word may stand."""
        raise NotImplementedError


class BookRow(models.Model):
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    sort_name = models.CharField(max_length=LONGEST_NAME, editable=False)  # sort_name_of(name), see save

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_name = sort_name_of(self.name)[:LONGEST_NAME]
        super().save(*args, **kwargs)
