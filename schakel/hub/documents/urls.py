from django.urls import path

from schakel.hub.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.list_, name="list"),
]
