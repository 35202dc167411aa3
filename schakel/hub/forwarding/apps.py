from django.apps import AppConfig


class ForwardingConfig(AppConfig):
    name = "schakel.hub.forwarding"
    label = "forwarding"

    def ready(self) -> None:
        from schakel.hub.connections.panels import panels
        from schakel.hub.documents import events
        from schakel.hub.documents import panels as of_documents
        from schakel.hub.forwarding.events import ForwardingEvent
        from schakel.hub.forwarding.panel import beside, of_company

        events.register(ForwardingEvent)
        of_documents.beside.append(beside)
        panels.append(of_company)
