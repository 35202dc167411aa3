from django.urls import path

from schakel.hub.demonstration import views

app_name = "demonstration"
urlpatterns = [
    path("mailbox/", views.mailbox, name="mailbox"),
]
