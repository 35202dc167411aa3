from django.apps import AppConfig


class Room(AppConfig):
    name = "schakel.hub.documents"
    label = "documents"

    def ready(self) -> None:
        from schakel.hub.connections.news import counters
        from schakel.hub.documents import waiting
        from schakel.hub.documents.news import news

        counters.append(news)
        waiting.READERS["api_document"] = waiting.of_program("schakel.hub.documents.api.filed_later")
