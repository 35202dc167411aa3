"""Company, Participant and Assignment: a client of an office, its addresses on the network, and who works for it."""

import unicodedata
from datetime import date, timedelta
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.audit.record import Place
from schakel.hub.connections.models.office import Member, MemberQuerySet, Office, plain_name
from schakel.hub.connections.rights import Right
from schakel.hub.people.models import User, first_language
from schakel.hub.web.language import language_choices

LONGEST_NAME = 200  # characters
LONGEST_NOTE = 2000
REOPENED_WITHIN = timedelta(days=30)  # of the day on which it closed
phone_number = RegexValidator(r"^\+?(?=(?:\D*\d){6,15}\D*\Z)[\d ()/.\-]{6,40}\Z", _("This is not a telephone number."))


def sort_name_of(text: str) -> str:
    """The form in which names are sorted and searched: no accents, no capitals. `Épicerie` → `epicerie`.

    It stands in columns and stays as it is: `base.folding.folded` makes one blank of two as well, so that a name with two
    would not be found any more before its row is saved again.
    """
    parts = unicodedata.normalize("NFKD", text)
    return "".join(c for c in parts if not unicodedata.combining(c)).casefold()


class CompanyQuerySet(models.QuerySet["Company"]):
    def managed_by(self, user: Any, *, also_closed: bool = False) -> "CompanyQuerySet":
        """The companies for which this person works: they may share, send, pay and end. Closed ones only where it is asked:
        of those nothing is done any more, but who worked for them still sees what they saw."""
        return self.filter(worked_for(user, Right.WORK, also_closed=also_closed))

    def reachable_by(self, user: Any) -> "CompanyQuerySet":
        """The companies of which this person may read at least one connection."""
        if not user.is_authenticated:
            return self.none()
        held = user.accesses.filter(ended_at=None).values("connection__company")
        return self.filter(worked_for(user, Right.READ) | Q(pk__in=held))

    def closable_by(self, user: Any) -> "CompanyQuerySet":
        """Those that this person may close and open again."""
        return self.filter(worked_for(user, Right.CLOSE))

    def open(self) -> "CompanyQuerySet":
        return self.filter(is_open())

    def closed(self) -> "CompanyQuerySet":
        return self.filter(is_closed())

    def holding(self, *numbers: str) -> "CompanyQuerySet":
        """Those that have these enterprise numbers, unless they closed too long ago to be opened again."""
        last = timezone.localdate() - REOPENED_WITHIN
        return self.filter(Q(closes_on=None) | Q(closes_on__gte=last), enterprise_number__in=numbers)


def is_open(path: str = "") -> Q:
    """Of rows that name their company in `path` (`company__`; empty: of companies): the day on which it closes has not come."""
    return Q(**{f"{path}closes_on": None}) | Q(**{f"{path}closes_on__gt": timezone.localdate()})


def is_closed(path: str = "") -> Q:
    """The opposite: that day has come."""
    return Q(**{f"{path}closes_on__lte": timezone.localdate()})


def worked_for(user: Any, right: Right, *, path: str = "", also_closed: bool = False) -> Q:
    """Of rows that name their company in `path` (`company__`; empty: of companies): it is one for which this person has this
    right, because they have it for all companies of its office or because it is assigned to them. For a closed company nobody
    works."""
    members = Member.objects.of(user).with_right(right)
    offices = members.filter(all_companies=True).values("office")
    assigned = Assignment.objects.filter(member__in=members, company__office=F("member__office")).values("company")
    theirs = Q(**{f"{path}office__in": offices}) | Q(**{f"{path}pk__in": assigned})
    return theirs if also_closed or right != Right.WORK else theirs & is_open(path)


class Company(models.Model):
    """A client company of an office: the tenant."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="companies")
    name = models.CharField(_("name"), max_length=LONGEST_NAME, validators=[plain_name])
    sort_name = models.CharField(max_length=LONGEST_NAME, editable=False)  # sort_name_of(name), see save
    enterprise_number = models.CharField(_("enterprise number"), max_length=10, blank=True)  # ten digits, no dots
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)  # with country prefix: BE0738401154
    email = models.EmailField(_("e-mail address of the client"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=language_choices, default=first_language)
    phone = models.CharField(_("telephone"), max_length=40, blank=True, validators=[phone_number])
    responsible = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="companies", verbose_name=_("responsible member")
    )  # of the office
    mandate_given_on = models.DateField(
        _("mandate given on"), null=True, blank=True
    )  # as the office says: it registers nothing, the client confirms
    note = models.TextField(_("note"), max_length=LONGEST_NOTE, blank=True)  # only the office reads it
    created_at = models.DateTimeField(default=timezone.now)
    closes_on = models.DateField(
        _("closes on"), null=True, blank=True
    )  # from this day on it is closed, here in Belgium; null: nobody closes it
    released_at = models.DateTimeField(
        null=True, blank=True
    )  # closed and off the network since: another company here may have its number

    objects = CompanyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise_number"],
                condition=~Q(enterprise_number="") & Q(released_at=None),
                name="one_company_per_enterprise_number",
            )
        ]
        indexes = [
            models.Index(fields=["office", "sort_name", "id"]),
            models.Index(fields=["closes_on"], condition=Q(closes_on__isnull=False), name="companies_closing"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_name = sort_name_of(self.name)[:LONGEST_NAME]
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "sort_name"}
        super().save(*args, **kwargs)

    @property
    def place(self) -> Place:
        """Whose log what is done with it belongs to."""
        return Place(self.office_id, self.pk)

    @property
    def number(self) -> str:
        """`0738.401.154`, as people write it."""
        digits = self.enterprise_number
        return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}" if digits else ""

    @property
    def is_closed(self) -> bool:
        """Its day has come: it is only read."""
        return self.is_closed_on(timezone.localdate())

    def is_closed_on(self, day: date) -> bool:
        return self.closes_on is not None and self.closes_on <= day

    @property
    def reopened_until(self) -> date | None:
        """The last day on which it can be opened again; None: nobody closes it."""
        return self.closes_on and self.closes_on + REOPENED_WITHIN

    @property
    def may_be_reopened(self) -> bool:
        return self.reopened_until is not None and self.reopened_until >= timezone.localdate()

    def is_managed_by(self, user: User) -> bool:
        """Whether this person works for it."""
        return Company.objects.managed_by(user).filter(pk=self.pk).exists()

    def staff(self) -> MemberQuerySet:
        """Who works for it."""
        mine = Q(all_companies=True) | Q(assignments__company=self)
        return self.office.members.working().filter(
            pk__in=Member.objects.filter(mine, office=self.office_id).values("pk")
        )


class Assignment(models.Model):
    """A company for which a member works who does not work for all."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="assignments")
    company = models.ForeignKey(Company, models.CASCADE, related_name="assignments")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "company"], name="one_assignment_per_company")]

    def __str__(self) -> str:
        return f"{self.member}: {self.company}"


class Participant(models.Model):
    """An address of a company on the network: `0208:0738401154`."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="participants")
    scheme = models.CharField(max_length=4)
    value = models.CharField(max_length=50)  # lower case: participant identifiers compare without case

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "value"], name="one_company_per_participant")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"
