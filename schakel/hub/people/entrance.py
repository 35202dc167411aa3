"""allauth's pages. Before one of them a guard that it lacks, for a first password is chosen only by the person; and our own
list of sessions in place of its list."""

from allauth.account.decorators import reauthentication_required
from allauth.account.views import password_set
from allauth.urls import urlpatterns as doors
from django.urls import path

from schakel.hub.people import views

guarded = reauthentication_required(password_set, app="allauth.account")
urlpatterns = [
    path("password/set/", guarded, name="account_set_password"),
    path("sessions/", views.devices, name="usersessions_list"),
    *doors,
]
