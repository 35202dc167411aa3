from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "schakel.hub.audit"
    label = "audit"

    def ready(self) -> None:
        from schakel.hub import triggers
        from schakel.hub.audit import actions
        from schakel.hub.audit.models import TRIGGERS

        actions.register(actions.Action)
        triggers.registered.extend(TRIGGERS)
