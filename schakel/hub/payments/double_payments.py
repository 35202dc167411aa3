"""What of a bill was paid already, or stands in a payment file: sentences for the reader (K04)."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from schakel.hub.documents.bills.alike import look_alikes
from schakel.hub.documents.models import Document
from schakel.hub.payments.models import Payment

MOST_ALIKE = 3


def warnings_of_double_payment(document: Document) -> Iterator[str]:
    """Nothing here forbids paying."""
    active = Payment.objects.active()
    in_files = active.filter(document=document, how=Payment.How.FILE).select_related("transfer__file")
    for payment in in_files:
        if payment.transfer:
            yield _("This invoice is already in payment file %(file)s.") % {"file": payment.transfer.file.message_id}
    if active.filter(document__in=Document.everything.with_number_of(document)).exists():
        yield _("Another document from this supplier with this number is already paid, or is in a payment file.")
    yield from sentences_of_look_alikes(look_alikes([document.pk])[document.pk])


def sentences_of_look_alikes(others: Sequence[Document]) -> Iterator[str]:
    for other in others[:MOST_ALIKE]:
        number = other.number[:40] or _("without number")
        yield _("It looks like another bill, %(number)s. Compare the two before you pay.") % {"number": number}
