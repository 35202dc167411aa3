from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "schakel.hub.documents"
    label = "documents"

    def ready(self) -> None:
        from schakel.hub import triggers
        from schakel.hub.connections.unread_counts import counters, newest
        from schakel.hub.documents import document_actions, document_states, events, store, stored_files, todo
        from schakel.hub.documents.bills import compare_pdf, effects
        from schakel.hub.documents.bills.warning_texts import how_confirmed
        from schakel.hub.documents.finder import find_document_hits
        from schakel.hub.documents.search import schema
        from schakel.hub.documents.unread_counts import newest_of_company, news
        from schakel.hub.web import finder, health, navigation

        events.register(events.DocumentEvent, details={events.DocumentEvent.WARNING_CONFIRMED: how_confirmed})
        navigation.register("documents:list", icon="docs", word=_("Documents"), order=20, opens="documents:start")
        finder.register(find_document_hits, word=_("Documents"), order=20)
        finder.register_page("documents:upload", icon="up", word=_("Upload documents"))
        finder.register_page("documents:take", icon="in", word=_("Download documents"))
        document_states.register()
        todo.register()
        document_actions.register_actions()
        health.checks.append(store.is_working)
        triggers.registered.extend(schema.TRIGGERS)
        counters.append(news)
        newest.append(newest_of_company)
        effects.listeners.append(compare_pdf.compare_what_counts)
        stored_files.register("documents.Document", "sha256")
        stored_files.register("documents.SenderPdf", "sha256")
        add_panels()
        register_badges()


def add_panels() -> None:
    from schakel.hub.connections import panels as connections
    from schakel.hub.documents import panels, waiting_files
    from schakel.hub.documents.actions import panel as bulk_actions
    from schakel.hub.documents.bills import panel, rules_panel
    from schakel.hub.documents.labels import panel as labels
    from schakel.hub.documents.retention import panel as retention

    connections.contents.append(lambda pk: f"{reverse('documents:list')}?connection={pk}")
    connections.above.append(waiting_files.above)
    connections.panels.append(rules_panel.panel)
    connections.panels.append(retention.panel)
    panels.beside.append(labels.beside)
    panels.beside.append(retention.beside)
    panels.above.append(waiting_files.above)
    panels.above.append(bulk_actions.above)
    panels.above.append(panel.above_list)


def register_badges() -> None:
    from schakel.hub.web import badges

    badges.register(
        duplicate=("bad", "copy"),
        merged=("", "copy"),
        replaced=("", "back"),
        contested=("wait", "warn"),
        unseen=("wait", "half"),
        credited=("", "back"),
        history=("", "clock"),
        stop=("bad", "warn"),
        look=("wait", "warn"),
        paper=("", "docs"),
        filed=("good", "ok"),
        invalid=("bad", "warn"),
        paid=("good", "ok"),
        money_back=("good", "back"),
        elsewhere_sent=("", "out"),
    )
