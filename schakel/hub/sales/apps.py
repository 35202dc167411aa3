from django.apps import AppConfig


class Room(AppConfig):
    name = "schakel.hub.sales"
    label = "sales"

    def ready(self) -> None:
        from schakel.hub.connections import changes
        from schakel.hub.connections import panels as companies
        from schakel.hub.documents import panels as documents
        from schakel.hub.documents import waiting
        from schakel.hub.sales import account_changes, letterhead, long_sale, long_sheet, panels

        changes.kinds[account_changes.CODE] = account_changes.SellerAccountChange()
        companies.panels.append(panels.company)
        documents.beside.append(panels.beside)
        documents.beside.append(panels.mailed)
        documents.looks.append(letterhead.of_document)
        waiting.READERS |= long_sheet.readers() | {long_sale.KIND: long_sale.read}
