from django.apps import AppConfig


class Room(AppConfig):
    name = "schakel.hub.documents"
    label = "documents"
