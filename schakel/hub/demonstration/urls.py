from django.urls import path

from schakel.hub.demonstration import doors, views

app_name = "demonstration"
urlpatterns = [
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<int:pk>/", views.mail, name="mail"),
    path("mailbox/<int:pk>/body", views.body, name="body"),
    path("session", views.session, name="session"),
    path("invoices", views.invoices, name="invoices"),
    path("as4", doors.as4_door, name="as4"),
    path("smp/<path:asked>", doors.smp, name="smp"),
]
