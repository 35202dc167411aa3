from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "schakel.hub.documents"
    label = "documents"

    def ready(self) -> None:
        from schakel.hub.connections import panels as connections
        from schakel.hub.connections.unread_counts import counters
        from schakel.hub.documents import events, panels, waiting
        from schakel.hub.documents.unread_counts import news

        events.register(events.DocumentEvent)
        counters.append(news)
        connections.above.append(waiting.above)
        panels.above.append(waiting.above)
        waiting.READERS["api_document"] = waiting.of_program("schakel.hub.documents.api.documents.filed_later")
