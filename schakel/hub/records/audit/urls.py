from django.urls import path

from schakel.hub.records.audit import views

app_name = "audit"
urlpatterns = [
    path("office/<int:pk>/log/", views.audit_log, name="log"),
    path("office/<int:pk>/log/export", views.export, name="export"),
    path("companies/<int:pk>/log/", views.company_log, name="company_log"),
    path("companies/<int:pk>/log/sheet", views.company_log_sheet, name="company_log_sheet"),
]
