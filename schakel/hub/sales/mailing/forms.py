"""To whom an invoice is mailed, and in which language."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from schakel.einvoice.model import Invoice
from schakel.hub.connections.forms import AddressField
from schakel.hub.documents.models import Document
from schakel.hub.documents.opening import opened
from schakel.hub.people.models import User
from schakel.hub.sales.mailing.queue import TooManyMailings, queue_mailing
from schakel.hub.sales.models import Contact
from schakel.hub.sales.seller.party import ForeignAccount
from schakel.hub.web.language import OWN_NAMES


class MailForm(forms.Form):
    email = AddressField(label=_("E-mail address of the customer"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the e-mail"), choices=OWN_NAMES)

    def queue(self, document: Document, *, by: User) -> bool:
        """False: why it may not be mailed is said at the form."""
        cleaned = self.cleaned_data
        try:
            queue_mailing(document, email=cleaned["email"], language=cleaned["language"], by=by)
        except (TooManyMailings, ForeignAccount) as fault:
            self.add_error(None, str(fault.sentence))
            return False
        return True


def usual_recipient(document: Document) -> dict[str, str]:
    """Where it went before, what the address book says, what stands in the document."""
    before = document.mailings.order_by("-pk").first()
    if before:
        return {"email": before.email, "language": before.language}
    company, invoice = document.connection.company, opened(document).invoice
    known = known_contact(document, invoice) if invoice else None
    if known and known.email:
        return {"email": known.email, "language": known.language}
    other = (invoice.seller if invoice.is_self_billed else invoice.buyer) if invoice else None
    language = known.language if known else company.language
    email = other.contact.email if other and other.contact else ""
    return {"email": email, "language": language if language in dict(settings.LANGUAGES) else "nl"}


def known_contact(document: Document, invoice: Invoice) -> Contact | None:
    other = invoice.seller if invoice.is_self_billed else invoice.buyer
    book = Contact.objects.filter(company=document.connection.company_id)
    by_number = book.filter(vat_number=other.vat_number) if other.vat_number else book.none()
    return by_number.first() or book.filter(name=other.name).first()
