from django.urls import path

from schakel.hub.overview import views

app_name = "overview"
urlpatterns = [
    path("today/", views.today, name="today"),
    path("today/choice", views.choose, name="choose"),
    path("today/<slug:code>/", views.kind, name="kind"),
]
