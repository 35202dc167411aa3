from allauth.account.signals import user_logged_in
from allauth.usersessions.apps import UserSessionsConfig
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "schakel.hub.people"
    label = "people"
    default = True

    def ready(self) -> None:
        from schakel.hub.web import finder, navigation

        navigation.register("people:me", icon="person", word=_("My account"), order=90)
        finder.register_page("people:keys", icon="person", word=_("Keyboard"))
        navigation.register_part("person", "people/signed_in.html")
        navigation.register_part("foot", "people/languages.html")
        navigation.register_part("end", "people/signed_out.html")


class UserSessions(UserSessionsConfig):  # type: ignore[misc]  # allauth carries no types
    """allauth's list of sessions, without the functions that would write a session's key into it."""

    def ready(self) -> None:
        from schakel.hub.people.sessions import note_sign_in  # which needs every room's rows

        user_logged_in.connect(note_sign_in)
