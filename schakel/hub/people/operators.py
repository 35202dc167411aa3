"""Operators: who runs the installation, by the addresses in its settings. For everybody else their pages do not exist."""

from django.http import Http404

from schakel.hub.people.models import User


def require_operator(user: User) -> None:
    if not user.is_operator:
        raise Http404
