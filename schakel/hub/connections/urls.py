from django.urls import path

from schakel.hub.connections import views

app_name = "connections"
urlpatterns = [
    path("connections/", views.list_, name="list"),
    path("office/", views.office, name="office"),
]
