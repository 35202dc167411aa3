from django.urls import path

from schakel.hub.records.company_export import views as company_export
from schakel.hub.records.deletion import views as deletion
from schakel.hub.records.personal_data import views as personal_data

app_name = "records"
urlpatterns = [
    path("deletions/", deletion.overview, name="deletions"),
    path("deletions/<int:pk>/", deletion.deletion, name="deletion"),
    path("deletions/<int:pk>/cancel", deletion.cancel, name="cancel_deletion"),
    path("deletions/<int:pk>/list", deletion.sheet, name="deletion_sheet"),
    path("deletions/<int:pk>/proof", deletion.proof_of, name="deletion_proof"),
    path("connections/companies/<int:pk>/exports/", company_export.company_exports, name="company_exports"),
    path("exports/<int:pk>/<int:number>", company_export.part, name="export_part"),
    path("me/data/", personal_data.personal_data, name="personal_data"),
    path("me/data/export", personal_data.export, name="export_personal_data"),
]
