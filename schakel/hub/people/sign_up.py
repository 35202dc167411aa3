"""Joining: from a proven address to an account that stands in the house.

An address that nobody has confirmed gives no rights and blocks nobody (H06): whoever proves it takes its place.
"""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import EmailAddress, Login
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record_of_person
from schakel.hub.people.models import User, normal


class AddressTaken(Exception):
    """Permanent: someone has already confirmed this address; they sign in instead."""


def holder(address: str) -> User | None:
    """The person whose confirmed address this is, in whatever way it is written."""
    return User.objects.filter(emailaddress__email=normal(address), emailaddress__verified=True).first()


@transaction.atomic
def join(address: str, *, name: str, language: str, password: str | None = None) -> User:
    """A new account whose address has just been proven, by an invitation's link or by the operator.

    Without a password the person signs in with a code by mail each time. Raises AddressTaken.
    """
    if holder(address):
        raise AddressTaken(address)
    forget_unproven(address)
    user = User.objects.create_user(address, password, name=name, language=language)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    record_of_person(Action.ACCOUNT_CREATED, user.pk)
    return user


def forget_unproven(address: str) -> None:
    """Removes an account that was begun with this address and in which nobody ever was."""
    begun = User.objects.filter(email=normal(address), last_login=None)
    begun.exclude(emailaddress__verified=True).delete()


def sign_in(request: HttpRequest, user: User, *, next_page: str) -> HttpResponse:
    """Signs in someone who has just proven their address; answers with the way to `next_page`, or to the second factor.

    The session gets a new id, and stands in the list of sessions that the person can end.
    """
    record_authentication(request, user, method="code", email=user.email)
    answer: HttpResponse = perform_login(request, Login(user=user, email=user.email, redirect_url=next_page))
    return answer
