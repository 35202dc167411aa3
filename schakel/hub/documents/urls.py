from django.urls import path

from schakel.hub.documents import files, one, quarantine_views, taking, views, waiting

app_name = "documents"
urlpatterns = [
    path("", views.list_, name="list"),
    path("upload/", views.upload, name="upload"),
    path("waiting/<int:pk>/", waiting.waiting, name="waiting"),
    path("take/", taking.take, name="take"),
    path("take/progress", taking.progress, name="progress"),
    path("quarantine/", quarantine_views.list_, name="quarantine"),
    path("quarantine/<int:pk>/end", quarantine_views.end, name="end_quarantine"),
    path("quarantine/<int:pk>/original", quarantine_views.original, name="quarantine_original"),
    path("<int:pk>/", one.detail, name="detail"),
    path("<int:pk>/unread", one.unread, name="unread"),
    path("<int:pk>/original", files.original, name="original"),
    path("<int:pk>/pdf", files.pdf, name="pdf"),
    path("<int:pk>/readable", files.readable, name="readable"),
    path("<int:pk>/attachments/<int:index>", files.attachment, name="attachment"),
]
