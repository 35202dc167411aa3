"""Office, Member, Company, Participant, Connection, Access, Letter, Invitation: who holds what, and who may see it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schakel.hub.due import Due
from schakel.hub.people.models import User, first_language


class Office(models.Model):
    """An accountancy firm."""

    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default=first_language)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A person working in an office."""

    class Role(models.TextChoices):
        OWNER = "owner", _("owner")
        MEMBER = "member", _("member")

    office = models.ForeignKey(Office, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MEMBER)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "user"], name="one_membership_per_office")]

    def __str__(self) -> str:
        return f"{self.user} ({self.office})"


class CompanyQuerySet(models.QuerySet["Company"]):
    def managed_by(self, user: User) -> "CompanyQuerySet":
        """The companies whose office this person works in: he may add, share and end."""
        return self.filter(office__members__user=user)


class Company(models.Model):
    """A client company of an office: the tenant."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="companies")
    name = models.CharField(_("name"), max_length=200)
    enterprise_number = models.CharField(_("enterprise number"), max_length=10, blank=True)  # ten digits, no dots
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)  # with country prefix: BE0738401154
    email = models.EmailField(_("e-mail address of the client"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default=first_language)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise_number"],
                condition=~Q(enterprise_number=""),
                name="one_company_per_enterprise_number",
            )
        ]
        indexes = [models.Index(fields=["office", "name", "id"])]

    def __str__(self) -> str:
        return self.name


class Participant(models.Model):
    """An address of a company on the network: `0208:0738401154`."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="participants")
    scheme = models.CharField(max_length=4)
    value = models.CharField(max_length=50)  # lower case: participant identifiers compare without case

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "value"], name="one_company_per_participant")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def reachable_by(self, user: User) -> "ConnectionQuerySet":
        """What this person may read: as a member of the office, or by an access that stands."""
        if not user.is_authenticated:
            return self.none()
        held = Access.objects.standing().filter(user=user).values("connection")
        return self.filter(Q(company__office__in=user.memberships.values("office")) | Q(pk__in=held))

    def managed_by(self, user: User) -> "ConnectionQuerySet":
        """What this person may share and end: his office's."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(company__office__in=user.memberships.values("office"))


class Connection(models.Model):
    """One company's purchase or sales documents."""

    class Kind(models.TextChoices):
        PURCHASE = "purchase", _("Peppol purchase invoices")
        SALES = "sales", _("Peppol sales invoices")

    company = models.ForeignKey(Company, models.PROTECT, related_name="connections")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "kind"], name="one_connection_per_kind")]

    def __str__(self) -> str:
        return f"{self.company}: {self.get_kind_display()}"


class Role(models.TextChoices):
    """What an access allows. Each includes the one before."""

    READ = "read", _("read and download")
    FULL = "full", _("read, pay and send")


class AccessQuerySet(models.QuerySet["Access"]):
    def standing(self) -> "AccessQuerySet":
        return self.filter(ended_at=None)


class Access(models.Model):
    """Who may do what with a connection, since when, until when. Never deleted: its end is written in it."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="accesses")
    user = models.ForeignKey(User, models.CASCADE, related_name="accesses")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.FULL)
    since = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = AccessQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "user"], condition=Q(ended_at=None), name="one_standing_access_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.connection}"


class Letter(Due):
    """One mail that carries one or more invitations to one address; its link holds the token.

    The token is never kept: it is made from the row and the installation's secret when the mail is sent, and only its
    hash stands here. A letter sent again is a new letter; the link in the old one is dead.
    """

    office = models.ForeignKey(Office, models.CASCADE, related_name="letters")
    inviter = models.ForeignKey(User, models.CASCADE, related_name="letters")
    email = models.EmailField(_("e-mail address"))  # as typed, to be shown
    email_normal = models.EmailField(db_index=True)  # people.models.normal(email), to be compared
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    nonce = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)  # sha256, hex
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.email}, {self.created_at:%Y-%m-%d}"


class Invitation(Due):
    """An offer of access to one connection. Due when its inviter has to be told what became of it."""

    class State(models.TextChoices):
        INVITED = "invited", _("invited")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        EXPIRED = "expired", _("expired")
        WITHDRAWN = "withdrawn", _("withdrawn")

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="invitations")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="invitations")  # the newest one
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.FULL)
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.INVITED
    )  # expired is read off the letter
    state_at = models.DateTimeField()
    access = models.OneToOneField(Access, models.SET_NULL, null=True, blank=True, related_name="invitation")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["connection", "-created_at", "-id"])]

    def __str__(self) -> str:
        return f"{self.letter.email}: {self.connection}"
