"""The look of what a company sends: its colour and logo, on the paper of its own documents."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.model import Account, Address, Invoice, Item, Line, Party, PaymentMeans, Price, VatCategory
from schakel.einvoice.render.letterhead import PLAIN, Letterhead
from schakel.einvoice.render.pdf import pdf
from schakel.einvoice.render.picture import Picture, picture
from schakel.einvoice.totals import summed
from schakel.hub.connections.models import Connection
from schakel.hub.documents import store
from schakel.hub.documents.models import Document
from schakel.hub.sales.models import Seller


def letterhead(seller: Seller) -> Letterhead:
    return Letterhead(seller.colour, logo_of(seller), seller.company.name)


def logo_of(seller: Seller) -> Picture | None:
    """None without one; or when the store lost it: an invoice is not held up for that."""
    try:
        return picture(store.read(seller.logo)) if seller.logo else None
    except (store.Damaged, EInvoiceError):
        return None


def letterhead_of(document: Document) -> Letterhead:
    """Only what the company itself wrote bears its look."""
    is_issuer = (document.connection.side == Connection.Side.SALES) != document.self_billed
    seller = Seller.objects.filter(company=document.connection.company_id).select_related("company").first()
    return letterhead(seller) if is_issuer and seller else PLAIN


def example_pdf(seller: Seller, language: str, *, today: date) -> bytes:
    """An invoice of nothing, to see the look of it, as PDF."""
    account = seller.company.seller_accounts.first()
    lines = [(_("Wheat bread"), Decimal(12), "2.40", 6), (_("Delivery"), Decimal(1), "15.00", 21)]
    rate_free = VatCategory("E", Decimal(0))
    invoice = Invoice(
        number=_("EXAMPLE"),
        issue_date=today,
        type_code="380",
        currency="EUR",
        payment_terms=seller.text("terms", language),
        notes=tuple(filter(None, (seller.exemption(language), seller.text("note", language)))),
        seller=seller.party,
        buyer=Party(
            name=_("Your customer"), address=Address(_("Market Square 1"), city="Gent", post_code="9000", country="BE")
        ),
        payment_means=(PaymentMeans("30", account=Account(account.iban)),) if account else (),
        lines=tuple(
            Line(
                id=str(number),
                item=Item(name=name),
                quantity=quantity,
                unit="C62",
                price=Price(net=Decimal(price)),
                vat=rate_free if seller.is_exempt else VatCategory("S", Decimal(rate)),
            )
            for number, (name, quantity, price, rate) in enumerate(lines, start=1)
        ),
    )
    return pdf(summed(invoice), language, ubl=b"", letterhead=letterhead(seller))
