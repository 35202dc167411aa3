from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    name = "schakel.hub.connections"
    label = "connections"

    def ready(self) -> None:
        from schakel.hub.connections import changes
        from schakel.hub.connections.company_address import NewAddress
        from schakel.hub.connections.holders import NewHolder

        for kind in (NewHolder(), NewAddress()):
            changes.kinds[kind.code] = kind
