"""Taking an account back after its address was changed (H07): the old address can, for seven days, and nobody else.

The link is signed and bound to both addresses, so it dies with the next change. Taking back ends every session, removes
the password and every second step that the taker may have set.
"""

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import signing
from django.db import transaction
from django.urls import reverse

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record_of_person
from schakel.hub.people.models import User
from schakel.hub.people.sessions import end_every

GRACE = timedelta(days=7)
SALT = "people.taking-back"


Claim = tuple[int, str, str]  # the account, the address it had, the address it was given


def link(user: User, *, before: str) -> str:
    return reverse("people:open_take_back", args=[signing.dumps([user.pk, before, user.email], salt=SALT)])


def read(token: str) -> Claim | None:
    """What the link claims; nothing when it is too old or forged."""
    try:
        pk, before, after = signing.loads(token, salt=SALT, max_age=GRACE)
    except signing.BadSignature:
        return None
    return pk, before, after


def claimed(claim: Claim | None) -> tuple[User, str] | None:
    """The account and the address it had; nothing when the claim was overtaken."""
    if not claim:
        return None
    pk, before, after = claim
    user = User.objects.filter(pk=pk, email=after).first()
    taken = EmailAddress.objects.filter(email=before, verified=True).exists()
    return (user, before) if user and not taken else None


@transaction.atomic
def take_back(user: User, address: str) -> None:
    EmailAddress.objects.filter(user=user).delete()
    user.email = address
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    Authenticator.objects.filter(user=user).delete()
    end_every(user)
    record_of_person(Action.ACCOUNT_TAKEN_BACK, user.pk)
