from django.urls import path

from schakel.hub.payments.views import documents

app_name = "payments"
urlpatterns = [
    path("documents/<int:pk>/mark", documents.mark, name="mark"),
    path("documents/<int:pk>/qr.png", documents.picture, name="picture"),
]
