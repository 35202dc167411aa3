from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConnectionsConfig(AppConfig):
    name = "schakel.hub.connections"
    label = "connections"

    def ready(self) -> None:
        from schakel.hub.audit import record as audit
        from schakel.hub.connections import changes, handover, panels, responsibilities, todo_kinds
        from schakel.hub.connections.closing import Closing
        from schakel.hub.connections.company_address import NewAddress
        from schakel.hub.connections.company_import import notice
        from schakel.hub.connections.finder import find_company_hits
        from schakel.hub.connections.holders import NewHolder
        from schakel.hub.connections.models.office import has_right, is_office_member, offices_of
        from schakel.hub.connections.rights import Right
        from schakel.hub.web import badges, finder, navigation

        audit.offices_of.append(offices_of)
        for kind in (NewHolder(), NewAddress(), Closing()):
            changes.kinds[kind.code] = kind
        panels.above.append(notice.above)
        handover.responsibilities += [
            responsibilities.ApiKeys(),
            responsibilities.OpenInvitations(),
            responsibilities.CompaniesOfMember(),
            responsibilities.CompanySheets(),
        ]
        todo_kinds.register()
        navigation.register("connections:list", icon="link", word=_("Connections"), order=10)
        navigation.register(
            "connections:office", icon="office", word=_("Office"), order=60, visible_to=[is_office_member]
        )
        finder.register(find_company_hits, word=_("companies"), order=10)
        finder.register_page(
            "connections:new_company",
            icon="office",
            word=_("Add a company"),
            visible_to=[lambda user: has_right(user, Right.ADD)],
        )
        badges.register(
            not_shared=("", "ring"),
            invited=("wait", "half"),
            accepted=("good", "ok"),
            declined=("bad", "no"),
            expired=("bad", "clock"),
            withdrawn=("", "back"),
            ended=("", "no"),
            done=("good", "ok"),
            lapsed=("", "clock"),
            checking=("wait", "clock"),
            importing=("wait", "clock"),
            checked=("wait", "ring"),
            added=("good", "ok"),
            here=("", "ok"),
            closed=("", "lock"),
            closing=("wait", "clock"),
        )
