from django.apps import AppConfig


class Room(AppConfig):
    name = "schakel.hub.sales"
    label = "sales"
