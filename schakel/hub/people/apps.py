from allauth.account.signals import user_logged_in
from allauth.usersessions.apps import UserSessionsConfig
from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "schakel.hub.people"
    label = "people"
    default = True


class UserSessions(UserSessionsConfig):  # type: ignore[misc]  # allauth carries no types
    """allauth's list of sessions, without the functions that would write a session's key into it."""

    def ready(self) -> None:
        from schakel.hub.people.sessions import note_sign_in  # which needs every room's rows

        user_logged_in.connect(note_sign_in)
