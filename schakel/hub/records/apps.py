from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from schakel.hub import triggers
from schakel.hub.documents import events
from schakel.hub.records.events import RecordsEvent


class RecordsConfig(AppConfig):
    name = "schakel.hub.records"
    label = "records"

    def ready(self) -> None:
        from schakel.hub.connections import panels, todo
        from schakel.hub.records.audit.panels import audit_button, company_log_panel
        from schakel.hub.records.company_export.panel import panel
        from schakel.hub.records.deletion import change, guards
        from schakel.hub.records.models import TRIGGERS
        from schakel.hub.records.todo import operator_lines
        from schakel.hub.web import badges, finder, navigation

        finder.register_page(
            "records:deletions", icon="clock", word=_("Delete old documents"), visible_to=[owns_an_office]
        )
        navigation.register_part("account", "records/personal_data/link.html")
        badges.register(
            gathering=("wait", "half"), to_confirm=("wait", "warn"), deleting=("wait", "half"), cancelled=("", "no")
        )
        change.register()
        events.register(RecordsEvent)
        panels.of_office.append(audit_button)
        todo.of_operator.append(operator_lines)
        panels.panels.append(company_log_panel)
        panels.panels.append(panel)
        triggers.registered.extend([*guards.guards(), *TRIGGERS])


def owns_an_office(user: Any) -> bool:
    from schakel.hub.connections.models import Office

    return Office.objects.owned_by(user).exists()
