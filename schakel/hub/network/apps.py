from django.apps import AppConfig


class Room(AppConfig):
    name = "schakel.hub.network"
    label = "network"
