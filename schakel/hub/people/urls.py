from django.urls import path

from schakel.hub.people import views

app_name = "people"
urlpatterns = [
    path("", views.me, name="me"),
    path("language", views.language, name="language"),
    path("again", views.again, name="again"),
    path("leave", views.leave, name="leave"),
    path("take-back/<token>", views.take_back, name="take_back"),
]
