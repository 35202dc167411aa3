from django.urls import path

from schakel.hub.payments.views import companies, documents, files, overview, statements

app_name = "payments"
urlpatterns = [
    path("", overview.list_, name="list"),
    path("open-items", overview.export, name="export"),
    path("reminder", overview.reminder, name="reminder"),
    path("documents/<int:pk>/mark", documents.mark, name="mark"),
    path("documents/<int:pk>/qr.png", documents.picture, name="picture"),
    path("companies/<int:pk>/", companies.company, name="company"),
    path("companies/<int:pk>/files/new/", files.new, name="new_file"),
    path("files/", files.list_, name="files"),
    path("files/<int:pk>/", files.file, name="file"),
    path("files/<int:pk>/decision", files.decide, name="decide"),
    path("files/<int:pk>/download", files.download, name="download"),
    path("statements/", statements.list_, name="statements"),
    path("statements/<int:pk>/", statements.statement, name="statement"),
    path("companies/<int:pk>/statements/", statements.company, name="company_statements"),
    path("entries/<int:pk>/settlement", statements.settle, name="settle"),
]
