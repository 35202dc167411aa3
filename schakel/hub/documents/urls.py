from django.urls import path

from schakel.hub.documents import files, one, taking, views

app_name = "documents"
urlpatterns = [
    path("", views.list_, name="list"),
    path("upload/", views.upload, name="upload"),
    path("take/", taking.take, name="take"),
    path("take/progress", taking.progress, name="progress"),
    path("<int:pk>/", one.detail, name="detail"),
    path("<int:pk>/unread", one.unread, name="unread"),
    path("<int:pk>/original", files.original, name="original"),
    path("<int:pk>/pdf", files.pdf, name="pdf"),
    path("<int:pk>/readable", files.readable, name="readable"),
    path("<int:pk>/attachments/<int:index>", files.attachment, name="attachment"),
]
