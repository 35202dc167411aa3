from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "schakel.hub.records"
    label = "records"
