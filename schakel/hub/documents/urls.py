from django.urls import path

from schakel.hub.documents import one, views

app_name = "documents"
urlpatterns = [
    path("", views.list_, name="list"),
    path("upload/", views.upload, name="upload"),
    path("<int:pk>/", one.detail, name="detail"),
    path("<int:pk>/unread", one.unread, name="unread"),
    path("<int:pk>/original", one.original, name="original"),
    path("<int:pk>/pdf", one.pdf, name="pdf"),
    path("<int:pk>/attachments/<int:index>", one.attachment, name="attachment"),
]
