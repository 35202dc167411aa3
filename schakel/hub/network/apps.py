from django.apps import AppConfig


class Room(AppConfig):
    name = "schakel.hub.network"
    label = "network"

    def ready(self) -> None:
        from schakel.hub.connections import company_address, holders
        from schakel.hub.connections import panels as companies
        from schakel.hub.documents import panels as documents
        from schakel.hub.documents import waiting
        from schakel.hub.network import draft_sending, following, panels, sending, states
        from schakel.hub.network.access_points.accounts import accounts
        from schakel.hub.network.registering import confirmed_by, has_confirmed
        from schakel.hub.sales import above as drafts

        holders.vouchers.append(has_confirmed)
        company_address.known_addresses.append(confirmed_by)
        companies.panels.append(states.panel)
        companies.markers.append(states.marks)
        documents.beside.append(panels.beside)
        documents.above.append(panels.above)
        waiting.READERS["api_transmission"] = waiting.of_program("schakel.hub.network.api.sent_file_later")
        drafts.ways.append(draft_sending.way)
        drafts.upload_ways.append(sending.way)
        drafts.beside_number.append(draft_sending.beside_number)
        drafts.markers.append(following.marks)
        accounts()  # a wrong file is told at the start
