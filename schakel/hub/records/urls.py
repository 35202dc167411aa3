from django.urls import path

from schakel.hub.records.deletion import views

app_name = "records"
urlpatterns = [
    path("", views.overview, name="deletions"),
    path("<int:pk>/", views.deletion, name="deletion"),
    path("<int:pk>/cancel", views.cancel, name="cancel_deletion"),
    path("<int:pk>/list", views.sheet, name="deletion_sheet"),
    path("<int:pk>/proof", views.proof_of, name="deletion_proof"),
]
