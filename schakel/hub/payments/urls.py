from django.urls import path

from schakel.hub.payments.views import documents, overview

app_name = "payments"
urlpatterns = [
    path("", overview.list_, name="list"),
    path("documents/<int:pk>/mark", documents.mark, name="mark"),
    path("documents/<int:pk>/qr.png", documents.picture, name="picture"),
]
