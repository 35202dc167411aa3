from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SalesConfig(AppConfig):
    name = "schakel.hub.sales"
    label = "sales"

    def ready(self) -> None:
        from schakel.hub.connections import changes, handover
        from schakel.hub.connections import panels as companies
        from schakel.hub.connections.models.office import is_office_member
        from schakel.hub.documents import events, stored_files, waiting_files
        from schakel.hub.documents import panels as documents
        from schakel.hub.sales import panels
        from schakel.hub.sales.books import long_sheet
        from schakel.hub.sales.events import SalesEvent
        from schakel.hub.sales.responsibilities import RecurringInvoices
        from schakel.hub.sales.rights import sells
        from schakel.hub.sales.seller import account_changes, letterhead
        from schakel.hub.sales.uploads import long_sale
        from schakel.hub.web import badges, navigation

        events.register(SalesEvent)
        navigation.register("sales:list", icon="send", word=_("Sales"), order=30, visible_to=[is_office_member, sells])
        badges.register(
            changed=("wait", "edit"),
            same=("", "ok"),
        )
        changes.kinds[account_changes.CODE] = account_changes.SellerAccountChange()
        companies.panels.append(panels.company)
        handover.responsibilities.append(RecurringInvoices())
        documents.beside.append(panels.beside)
        documents.beside.append(panels.mailed)
        documents.looks.append(letterhead.letterhead_of)
        waiting_files.READERS |= long_sheet.readers() | {long_sale.KIND: long_sale.read}
        stored_files.register("sales.Attachment", "sha256")
        stored_files.register("sales.Seller", "logo")
        stored_files.register("sales.Upload", "sha256", "pdf_sha256")
