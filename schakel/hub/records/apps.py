from django.apps import AppConfig

from schakel.hub.documents import events
from schakel.hub.records.events import RecordsEvent


class RecordsConfig(AppConfig):
    name = "schakel.hub.records"
    label = "records"

    def ready(self) -> None:
        events.register(RecordsEvent)
