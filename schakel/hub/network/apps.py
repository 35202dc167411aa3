from django.apps import AppConfig


class Room(AppConfig):
    name = "schakel.hub.network"
    label = "network"

    def ready(self) -> None:
        from schakel.hub.connections import panels as companies
        from schakel.hub.documents import panels as documents
        from schakel.hub.network import panels, states
        from schakel.hub.network.access_points.accounts import accounts

        companies.panels.append(states.panel)
        companies.markers.append(states.marks)
        documents.beside.append(panels.beside)
        documents.above.append(panels.above)
        accounts()  # a wrong file is told at the start
