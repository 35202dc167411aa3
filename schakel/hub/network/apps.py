from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    name = "schakel.hub.network"
    label = "network"

    def ready(self) -> None:
        from schakel.hub.connections import company_address, handover, holders, received_invitation
        from schakel.hub.connections import panels as companies
        from schakel.hub.documents import events, waiting_files
        from schakel.hub.documents import panels as documents
        from schakel.hub.network import document_states, panels, todo
        from schakel.hub.network.access_points.accounts_file import accounts_in_file
        from schakel.hub.network.accounts.sheet import worker as account_sheet
        from schakel.hub.network.events import NetworkEvent
        from schakel.hub.network.registration import overview as registrations
        from schakel.hub.network.registration.key_sheet import worker as key_sheet
        from schakel.hub.network.registration.mandate_questions import questions_of
        from schakel.hub.network.registration.runs.panel import import_panel
        from schakel.hub.network.registration.runs.responsibility import UnfinishedRuns
        from schakel.hub.network.registration.worker import confirmed_addresses, has_confirmed
        from schakel.hub.network.responses.codes import status_label
        from schakel.hub.web import navigation

        events.register(
            NetworkEvent, details={NetworkEvent.ANSWERED: status_label, NetworkEvent.ANSWER_SENT: status_label}
        )
        document_states.register()
        todo.register()
        navigation.register(
            "network:operating", icon="todo", word=_("Operation"), order=80, visible_to=[lambda user: user.is_operator]
        )
        handover.responsibilities.append(UnfinishedRuns())
        holders.vouchers.append(has_confirmed)
        company_address.known_addresses.append(confirmed_addresses)
        received_invitation.questions.append(questions_of)
        companies.panels.append(registrations.panel)
        companies.import_panels.append(import_panel)
        companies.links += [("network:runs", _("Runs")), ("network:registrations", _("Registrations"))]
        companies.links.append(("network:accounts", _("Accounts at providers")))
        companies.for_chosen.append(("network:new_run", _("Invite and register")))
        companies.markers.append(registrations.states_of)
        documents.beside.append(panels.beside)
        documents.above_quarantine.append(panels.above_quarantine)
        documents.above.append(panels.above)
        waiting_files.READERS["api_transmission"] = waiting_files.of_program(
            "schakel.hub.network.outbound.api.transmissions.send_new_file_later"
        )
        waiting_files.READERS.update(account_sheet.READERS | key_sheet.READERS)
        show_in_sales()
        register_badges()
        register_stored_files()
        accounts_in_file()  # a wrong file is told at the start


def show_in_sales() -> None:
    from schakel.hub.network.outbound import panels as outbound
    from schakel.hub.network.outbound import tracking
    from schakel.hub.sales import extension_points as sales

    sales.ways.append(outbound.draft_button)
    sales.upload_ways.append(outbound.upload_button)
    sales.beside_number.append(outbound.beside_number)
    sales.markers.append(tracking.states_of)


def register_badges() -> None:
    from schakel.hub.web import badges

    badges.register(
        confirmed=("good", "ok"),
        unconfirmed=("bad", "clock"),
        rejected=("bad", "no"),
        answered=("wait", "back"),
        asked=("wait", "half"),
        mandate=("wait", "half"),
        wanted=("wait", "clock"),
        registered=("good", "ok"),
        elsewhere=("bad", "warn"),
        leaving=("wait", "clock"),
        unregistered=("", "ring"),
        stopped=("", "no"),
        untried=("wait", "clock"),
        working=("good", "ok"),
        failing=("bad", "warn"),
    )


def register_stored_files() -> None:
    from schakel.hub.documents import stored_files

    stored_files.register("network.Answer", "sha256")
    stored_files.register("network.Mandate", "proof_sha256")
    stored_files.register("network.Protest", "sha256")
    stored_files.register("network.Transmission", "envelope_sha256", unless="envelope")
    stored_files.register("network.Transmission", "raw_sha256", unless="raw")
