"""User: a person who signs in by e-mail address, and the language they read."""

from contextlib import suppress
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from schakel.hub.web.language import language_choices


def normal(address: str) -> str:
    """The one form under which an address is looked up (H08): trimmed, lower case, no trailing dot, domain as IDNA.

    Plus tags stay: `ann+x@` may be another mailbox than `ann@`.
    """
    local, _at, domain = address.strip().rpartition("@")
    domain = domain.rstrip(".").lower()
    with suppress(UnicodeError):  # not a name that DNS can hold: it stays as typed and will not be delivered
        domain = domain.encode("idna").decode("ascii")
    return f"{local.lower()}@{domain}" if local else address.strip().lower()


def mailbox(address: str) -> str:
    """What tells two people apart where two are asked: the address without its plus tag, which one person adds at will."""
    local, at, domain = normal(address).rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def former_address(number: int) -> str:
    """Of an account that was erased: no mail goes there, for no such domain can exist (RFC 2606)."""
    return f"former-person-{number}@erased.invalid"


def first_language() -> str:
    """The installation's own, as a function, so that the setting does not become part of a migration."""
    return settings.FIRST_LANGUAGE


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, *, name: str = "", language: str = "") -> "User":
        user = self.model(email=normal(email), name=name, language=language or first_language())
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=normal(username or ""))


class User(AbstractBaseUser):
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=100, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=language_choices, default=first_language)
    is_active = models.BooleanField(default=True)
    single_keys = models.BooleanField(
        default=True
    )  # whether a letter without Ctrl does something, see people/keys.html
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)  # then no more than a number is left
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    def __str__(self) -> str:
        if self.erased_at:
            return str(_("former person %(number)s") % {"number": self.pk})
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = normal(self.email)
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return str(self)

    @property
    def is_operator(self) -> bool:
        """Named in SCHAKEL_OPERATORS, under an address that was confirmed."""
        if not self.is_active or self.email not in settings.OPERATORS:
            return False
        addresses: Any = self.emailaddress_set  # type: ignore[attr-defined]  # allauth's, by its foreign key
        return bool(addresses.filter(email=self.email, verified=True).exists())


class Tally(models.Model):
    """How often something happened: see `throttle`. `what` is written once and names what is counted and in which time."""

    what = models.CharField(max_length=200, unique=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.what}: {self.count}"
