"""ProviderAccount: an account of an office at a provider. AccountCompany: a company whose documents go through it."""

import secrets
import string
from typing import Any

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub import encryption
from schakel.hub.connections.models import Company, Office
from schakel.hub.connections.rights import Right
from schakel.hub.due import Due
from schakel.hub.people.models import User

LONGEST_NAME = 20  # characters: as long as the `peer` of a Transmission
LONGEST_URL = 300
LONGEST_CREDENTIAL = 400
NO_KEYS = {"webhook_secret", "legal_entity"}


class ProviderAccountQuerySet(models.QuerySet["ProviderAccount"]):
    def reachable_by(self, user: Any) -> "ProviderAccountQuerySet":
        """Those of the offices for all companies of which this person works: an account names its companies."""
        return self.filter(office__in=Office.objects.allowing(user, Right.SET_UP))

    def managed_by(self, user: Any) -> "ProviderAccountQuerySet":
        """Those this person may change: an owner of the office."""
        return self.filter(office__in=Office.objects.owned_by(user))


class ProviderAccount(Due):
    """untried → working | failing. Due when the provider is to be asked whether it lets us in."""

    class State(models.TextChoices):
        UNTRIED = "untried", _("not tried yet")
        WORKING = "working", _("works")
        FAILING = "failing", _("does not work")

    office = models.ForeignKey(Office, models.CASCADE, related_name="provider_accounts")
    kind = models.CharField(max_length=20)  # code of a provider: a new one is no migration
    name = models.CharField(max_length=LONGEST_NAME, unique=True)  # `recommand-abcdefg`: of its inbox and its webhook
    url = models.CharField(max_length=LONGEST_URL, blank=True)  # of its API; empty: the usual one
    encrypted = models.TextField()  # key and secrets (L06)
    fingerprint = models.CharField(max_length=64)  # of kind, address and key: the same account is there once
    state = models.CharField(max_length=10, choices=State.choices, default=State.UNTRIED)
    tried_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ProviderAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "fingerprint"], name="one_account_per_key_in_an_office")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def credentials(self) -> dict[str, str]:
        """Raises encryption.Unreadable (permanent until filled in again)."""
        return encryption.decrypt(self.encrypted)

    @credentials.setter
    def credentials(self, values: dict[str, str]) -> None:
        """After `kind` and `url` were set."""
        self.encrypted = encryption.encrypt(values)
        self.fingerprint = fingerprint_of(self.kind, self.url, values)

    @property
    def known_credentials(self) -> dict[str, str]:
        """None when they can no longer be read: then they are asked again."""
        try:
            return self.credentials
        except encryption.Unreadable:
            return {}


class AccountCompanyQuerySet(models.QuerySet["AccountCompany"]):
    def active(self) -> "AccountCompanyQuerySet":
        """Those whose company is still one of the account's office."""
        return self.filter(company__office=F("account__office"))


class AccountCompany(models.Model):
    """A company is in one account at most, with all its addresses."""

    account = models.ForeignKey(ProviderAccount, models.CASCADE, related_name="companies")
    company = models.OneToOneField(Company, models.CASCADE, related_name="at_provider")
    legal_entity = models.CharField(max_length=40, blank=True)  # its number there, where the provider asks for it

    objects = AccountCompanyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.company} ({self.account})"


def fingerprint_of(kind: str, url: str, credentials: dict[str, str]) -> str:
    """Without what only webhooks need, and without a company's number there: another one makes no other account."""
    keys = {name: value for name, value in credentials.items() if value and name not in NO_KEYS}
    return encryption.fingerprint({"kind": kind, "url": url.rstrip("/"), **keys})


def new_name(kind: str) -> str:
    """Never given out before, and none that the file of accounts can have, which end in a number."""
    ending = "".join(secrets.choice(string.ascii_lowercase) for _each in range(7))
    return f"{kind.replace('.', '-')}-{ending}"[:LONGEST_NAME]
