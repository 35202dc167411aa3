from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "schakel.hub.demonstration"
    label = "demonstration"
