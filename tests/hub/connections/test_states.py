"""The state of a connection, as the list shows and filters it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.hub.connections.models import Access, Connection, Invitation
from schakel.hub.connections.sharing import ShareRequest, share
from schakel.hub.connections.states import with_state


def state_of(connection: Connection) -> str:
    return with_state(Connection.objects.filter(pk=connection.pk)).get().state


def invited(connection: Connection, by, email="clara@clara.example") -> Invitation:
    share(connection.company.office, by, [ShareRequest(email, [connection], "en", "full")])
    return Invitation.objects.filter(connection=connection).latest("pk")


def test_not_shared(purchases):
    assert state_of(purchases) == "not_shared"


def test_invited(purchases, alice):
    invited(purchases, alice)
    assert state_of(purchases) == "invited"


def test_expired(purchases, alice):
    letter = invited(purchases, alice).letter
    letter.expires_at = timezone.now() - timedelta(seconds=1)
    letter.save()
    assert state_of(purchases) == "expired"


def test_declined(purchases, alice, clara):
    invited(purchases, alice).decline(clara)
    assert state_of(purchases) == "declined"


def test_withdrawn(purchases, alice):
    invited(purchases, alice).withdraw(alice)
    assert state_of(purchases) == "withdrawn"


def test_accepted_whatever_is_invited_besides(purchases, alice, clara):
    invited(purchases, alice).accept(clara)
    invited(purchases, alice, email="tom@tom.example")
    assert state_of(purchases) == "accepted"


def test_open_to_one_though_another_declined_later(purchases, alice, clara):
    invited(purchases, alice, email="tom@tom.example")
    invited(purchases, alice).decline(clara)
    assert state_of(purchases) == "invited"


@pytest.mark.parametrize("by_invitation", [True, False])
def test_withdrawn_when_the_access_was_ended(purchases, alice, clara, by_invitation):
    if by_invitation:
        invited(purchases, alice).accept(clara)
    else:
        Access.give(purchases, clara, role="read")
    Access.objects.get().end(alice)
    assert state_of(purchases) == "withdrawn"
