from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForwardingConfig(AppConfig):
    name = "schakel.hub.forwarding"
    label = "forwarding"

    def ready(self) -> None:
        from schakel.hub.connections import handover
        from schakel.hub.connections.company_import.column_sets import column_sets
        from schakel.hub.connections.models.office import is_office_member
        from schakel.hub.connections.panels import panels
        from schakel.hub.documents import events, waiting_files
        from schakel.hub.documents import panels as of_documents
        from schakel.hub.documents.bills import effects
        from schakel.hub.forwarding import document_actions, document_states, todo
        from schakel.hub.forwarding.address_sheet.new_companies import BookkeepingColumns
        from schakel.hub.forwarding.address_sheet.worker import READERS
        from schakel.hub.forwarding.bill_effects import wake
        from schakel.hub.forwarding.change_notices import note_changes
        from schakel.hub.forwarding.events import ForwardingEvent
        from schakel.hub.forwarding.panel import beside, of_company
        from schakel.hub.forwarding.responsibilities import Forwarders
        from schakel.hub.web import badges, navigation

        events.register(ForwardingEvent)
        document_states.register()
        todo.register()
        document_actions.register_actions()
        effects.listeners.append(wake)
        handover.responsibilities.append(Forwarders())
        effects.listeners.append(note_changes)
        navigation.register(
            "forwarding:list", icon="out", word=_("Forwarding"), order=50, visible_to=[is_office_member]
        )
        waiting_files.READERS |= READERS
        column_sets.append(BookkeepingColumns())
        badges.register(held=("", "no"), no_address=("wait", "warn"))
        of_documents.beside.append(beside)
        panels.append(of_company)
