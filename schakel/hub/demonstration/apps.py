from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemonstrationConfig(AppConfig):
    name = "schakel.hub.demonstration"
    label = "demonstration"

    def ready(self) -> None:
        from schakel.hub.demonstration.buttons import supply
        from schakel.hub.documents import panels as documents
        from schakel.hub.web import navigation

        navigation.register("demonstration:mailbox", icon="mail", word=_("Mailbox"), order=70)
        documents.buttons.append(supply)
