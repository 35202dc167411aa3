"""ApiKey: lets another program in, for one company or a whole office, in the name of the person who is responsible for it."""

import hashlib
import secrets
import time
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Case, F, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.audit.actions import Action
from schakel.hub.audit.models import INSTALLATION
from schakel.hub.audit.record import Place, record
from schakel.hub.connections.models.company import Company, worked_for
from schakel.hub.connections.models.connection import Access, Connection, ConnectionQuerySet
from schakel.hub.connections.models.office import Member, Office
from schakel.hub.connections.rights import Right
from schakel.hub.intervals import is_time
from schakel.hub.people.models import User
from schakel.hub.web.logs import KEY_MARK, SHOWN_OF_KEY

NOTED = timedelta(minutes=1)  # between two notes of the last use: not every call is a write


class Scope(models.TextChoices):
    """What a key may do. Each stands alone."""

    READ = "read", _("look up and download documents")
    FILE = "file", _("add documents made elsewhere")
    SEND = "send", _("write and send invoices, answer invoices")
    STATEMENTS = "statements", _("view open amounts, add bank statements")
    COMPANIES = "companies", _("add client companies, see the members of the office")
    INVITE = "invite", _("invite clients, ask for their mandate and register their companies")
    MEMBERS = "members", _("invite members of the office and end their membership")
    FETCH = "fetch", _("fetch documents for bookkeeping and confirm receipt")
    ACCOUNTS = "accounts", _("add and change accounts at providers of Peppol")
    FORWARDERS = "forwarders", _("set up forwarding: packages and the addresses of companies")
    AUDIT = "audit", _("read the log of the office")


def hashed(text: str) -> str:
    """A key has 256 random bits: one round is enough."""
    return hashlib.sha256(text.encode()).hexdigest()


OWNERS_SCOPES = frozenset({Scope.MEMBERS, Scope.ACCOUNTS, Scope.AUDIT})  # what they open depends on the role


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def active(self) -> "ApiKeyQuerySet":
        return self.filter(ended_at=None)

    def usable_by(self, user: User) -> "ApiKeyQuerySet":
        """Those that work, or would, with this person responsible for them."""
        whole = Member.objects.of(user).working().filter(all_companies=True)
        return self.active().filter(Q(office__in=whole.values("office")) | Q(company__in=companies_keyed_by(user)))

    def managed_by(self, user: Any) -> "ApiKeyQuerySet":
        """Those this person is responsible for, and all of the companies for which they work, and of their office."""
        if not user.is_authenticated:
            return self.none()
        mine = Office.objects.allowing(user, Right.SET_UP)
        theirs = Company.objects.managed_by(user, also_closed=True)
        return self.filter(Q(responsible=user) | Q(office__in=mine) | Q(company__in=theirs))


class ApiKey(models.Model):
    """Kept as a hash; the key itself is shown once. It never reaches more than the person who is responsible for it, and dies
    with their right, unless a colleague takes it over (handover.py)."""

    office = models.ForeignKey(Office, models.CASCADE, null=True, blank=True, related_name="api_keys")
    company = models.ForeignKey(Company, models.CASCADE, null=True, blank=True, related_name="api_keys")
    name = models.CharField(_("name"), max_length=80)  # of the program that uses it
    prefix = models.CharField(max_length=SHOWN_OF_KEY)  # its first characters, to be recognised by
    hash = models.CharField(max_length=64, unique=True)  # hashed(the whole key)
    scopes = models.JSONField(default=list)  # of Scope
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    responsible = models.ForeignKey(User, models.CASCADE, related_name="api_keys")  # in whose name it acts, now
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)  # to the minute
    minute = models.PositiveBigIntegerField(default=0)  # since 1970, of its last call
    calls = models.PositiveIntegerField(default=0)  # in that minute
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(office=None, company__isnull=False) | Q(office__isnull=False, company=None),
                name="a_key_is_of_one_company_or_one_office",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def place(self) -> Place:
        """Whose log what is done with it belongs to."""
        return self.company.place if self.company else Place(self.office_id or INSTALLATION)

    @property
    def words(self) -> list[str]:
        """What it may do, for the reader."""
        return [str(Scope(scope).label) for scope in self.scopes if scope in Scope.values]

    @classmethod
    def make(cls, of: Company | Office, by: User, *, name: str, scopes: list[str]) -> tuple["ApiKey", str]:
        """The row, and the key itself, which can never be had again."""
        secret = KEY_MARK + secrets.token_urlsafe(32)
        owner = {"company": of} if isinstance(of, Company) else {"office": of}
        row = cls(name=name, prefix=secret[:SHOWN_OF_KEY], hash=hashed(secret), scopes=scopes, **owner)
        row.created_by = row.responsible = by
        with transaction.atomic():
            row.save()
            record(Action.KEY_CREATED, row, place=row.place, by=by.pk, detail=",".join(scopes))
        return row, secret

    @classmethod
    def find_by_secret(cls, secret: str) -> "ApiKey | None":
        """The key that this is, when it still opens."""
        found = cls.objects.select_related("responsible", "company", "office").filter(hash=hashed(secret)).first()
        return found if found and found.is_alive() else None

    def is_alive(self) -> bool:
        """Whether the person responsible could make it now (G04)."""
        return self.responsible.is_active and ApiKey.objects.usable_by(self.responsible).filter(pk=self.pk).exists()

    def companies(self) -> models.QuerySet[Company]:
        """Those it reaches now."""
        return Company.objects.filter(pk__in=self.connections().values("company"))

    def connections(self) -> ConnectionQuerySet:
        """Those it reaches now: of the person responsible, of its company or office only."""
        reach = Connection.objects.reachable_by(self.responsible)
        if self.company_id:
            return reach.filter(company=self.company_id)
        return reach.filter(company__office=self.office_id)

    def count_call(self, most: int) -> bool:
        """Counts this call. One statement, so that so many are let in a minute, however many processes answer."""
        now = int(time.time()) // 60
        calls = Case(When(minute=now, then=F("calls") + 1), default=1)
        mine = ApiKey.objects.filter(pk=self.pk).exclude(minute=now, calls__gte=most)
        return bool(mine.update(minute=now, calls=calls))

    def note_use(self) -> None:
        if is_time(self.used_at, NOTED):
            self.used_at = timezone.now()
            self.save(update_fields=["used_at"])

    def end(self, by: User) -> None:
        """From the next call on. Ending what has ended changes nothing."""
        with transaction.atomic():
            if ApiKey.objects.active().filter(pk=self.pk).update(ended_at=timezone.now(), ended_by=by):
                record(Action.KEY_ENDED, self, place=self.place, by=by.pk)


def companies_keyed_by(user: User) -> models.QuerySet[Company]:
    """The companies for which this person may make a key: those for which they work, and those they may pay and send for."""
    held = Access.objects.full().filter(user=user).values("connection__company")
    return Company.objects.filter(worked_for(user, Right.WORK) | Q(pk__in=held))
