"""allauth's pages, and before one of them a guard that it lacks: a first password is chosen only by the person himself."""

from allauth.account.decorators import reauthentication_required
from allauth.account.views import password_set
from allauth.urls import urlpatterns as doors
from django.urls import path

guarded = reauthentication_required(password_set, app="allauth.account")
urlpatterns = [path("password/set/", guarded, name="account_set_password"), *doors]
