"""Two lists: our own pages of one's account, and allauth's with a guard that they lack and our own list of sessions."""

from allauth.account.decorators import reauthentication_required
from allauth.account.views import password_set
from allauth.urls import urlpatterns as allauth_urlpatterns
from django.urls import path

from schakel.hub.people import views

app_name = "people"
urlpatterns = [
    path("", views.me, name="me"),
    path("language", views.language, name="language"),
    path("keys", views.keys, name="keys"),
    path("session", views.session, name="session"),
    path("signed-in", views.signed_in, name="signed_in"),
    path("again", views.again, name="again"),
    path("leave", views.leave, name="leave"),
    path("take-back", views.take_back, name="take_back"),
    path("take-back/<secret:token>", views.open_take_back, name="open_take_back"),
]

# A first password is chosen only by the person.
guarded_password_set = reauthentication_required(password_set, app="allauth.account")
account_urlpatterns = [
    path("password/set/", guarded_password_set, name="account_set_password"),
    path("sessions/", views.devices, name="usersessions_list"),
    *allauth_urlpatterns,
]
