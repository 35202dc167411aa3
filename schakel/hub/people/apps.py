from django.apps import AppConfig


class Room(AppConfig):
    name = "schakel.hub.people"
    label = "people"
