from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "schakel.hub.payments"
    label = "payments"

    def ready(self) -> None:
        from schakel.hub import triggers
        from schakel.hub.connections import handover
        from schakel.hub.connections import panels as connections
        from schakel.hub.documents import approval, events, waiting_files
        from schakel.hub.documents import panels as documents
        from schakel.hub.documents.bills import effects
        from schakel.hub.payments import document_states, long_file, money_changes, panel, payables, todo
        from schakel.hub.payments.approvals import is_approved
        from schakel.hub.payments.events import PaymentEvent, day
        from schakel.hub.payments.file_decisions import withdraw_files_of
        from schakel.hub.payments.models.total import TRIGGERS
        from schakel.hub.payments.responsibilities import PaymentApprovers
        from schakel.hub.web import badges, navigation

        events.register(PaymentEvent, details={PaymentEvent.LATER: day})
        navigation.register("payments:list", icon="pay", word=_("Payments"), order=40)
        badges.register(
            to_pay=("wait", "half"),
            expected=("wait", "half"),
            overdue=("bad", "clock"),
            in_file=("wait", "send"),
            partly_paid=("wait", "half"),
            archived=("", "ok"),
            not_to_pay=("", "ring"),
            ready=("good", "out"),
            taken=("good", "in"),
            executed=("good", "ok"),
        )
        document_states.register()
        todo.register()
        triggers.registered.extend(TRIGGERS)
        effects.listeners += [payables.follow, withdraw_files_of]
        handover.responsibilities.append(PaymentApprovers())
        money_changes.register()
        approval.asked.append(is_approved)
        documents.beside.insert(0, panel.beside)
        documents.above.append(panel.above)
        connections.above.append(panel.above)
        waiting_files.READERS[long_file.KIND] = long_file.read
        waiting_files.READERS["api_statement"] = waiting_files.of_program("schakel.hub.payments.api.add_file_later")
