from django.urls import path

from schakel.hub.documents.views import (
    bill_rules,
    bills,
    detail,
    downloads,
    files,
    history,
    labels,
    quarantine,
    waiting,
)
from schakel.hub.documents.views import list as views

app_name = "documents"
urlpatterns = [
    path("", views.list_, name="list"),
    path("upload/", views.upload, name="upload"),
    path("waiting/<int:pk>/", waiting.waiting, name="waiting"),
    path("waiting/<int:pk>/import", waiting.import_archive, name="import_archive"),
    path("waiting/<int:pk>/discard", waiting.discard_archive, name="discard_archive"),
    path("take/", downloads.take, name="take"),
    path("take/progress", downloads.progress, name="progress"),
    path("quarantine/", quarantine.list_, name="quarantine"),
    path("quarantine/<int:pk>/end", quarantine.end, name="end_quarantine"),
    path("quarantine/<int:pk>/original", quarantine.original, name="quarantine_original"),
    path("history/", history.history, name="history"),
    path("labels/", labels.list_, name="labels"),
    path("labels/offices/<int:pk>/new/", labels.new, name="new_label"),
    path("labels/<int:pk>/", labels.edit, name="label"),
    path("labels/<int:pk>/remove/", labels.remove, name="remove_label"),
    path("twins/<int:pk>/", bills.twins, name="twins"),
    path("twins/<int:pk>/undo", bills.undo_twins, name="undo_twins"),
    path("rules/companies/<int:pk>/", bill_rules.of_company, name="bill_rule"),
    path("rules/offices/<int:pk>/", bill_rules.of_office, name="office_bill_rule"),
    path("<int:pk>/", detail.detail, name="detail"),
    path("<int:pk>/instead", bills.instead, name="instead"),
    path("<int:pk>/unread", detail.unread, name="unread"),
    path("<int:pk>/confirmation", bills.confirm, name="confirm_warnings"),
    path("<int:pk>/confirmation/undo", bills.undo_confirm, name="undo_confirmation"),
    path("<int:pk>/labels", labels.of_document, name="document_labels"),
    path("<int:pk>/original", files.original, name="original"),
    path("<int:pk>/pdf", files.pdf, name="pdf"),
    path("<int:pk>/readable", files.readable, name="readable"),
    path("<int:pk>/attachments/<int:index>", files.attachment, name="attachment"),
]
