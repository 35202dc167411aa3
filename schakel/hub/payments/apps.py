from django.apps import AppConfig


class Room(AppConfig):
    name = "schakel.hub.payments"
    label = "payments"

    def ready(self) -> None:
        from schakel.hub.documents import panels
        from schakel.hub.payments.panel import beside

        panels.beside.insert(0, beside)
