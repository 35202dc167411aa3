from django.urls import path

from schakel.hub.demonstration import views

app_name = "demonstration"
urlpatterns = [
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<int:pk>/", views.mail, name="mail"),
    path("mailbox/<int:pk>/body", views.body, name="body"),
    path("session", views.session, name="session"),
]
