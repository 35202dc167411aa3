from django.urls import path

from schakel.hub.people import views

app_name = "people"
urlpatterns = [
    path("", views.me, name="me"),
    path("language", views.language, name="language"),
    path("again", views.again, name="again"),
    path("leave", views.leave, name="leave"),
    path("take-back", views.take_back, name="take_back"),
    path("take-back/<secret:token>", views.open_take_back, name="open_take_back"),
]
