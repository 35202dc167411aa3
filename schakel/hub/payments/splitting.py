"""Above an amount two approve: what is paid to one account in parts, by several invoices or files, counts together."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from schakel.hub.connections.models import Company
from schakel.hub.payments.models import Payable, PaymentFile, Transfer

SPAN = timedelta(days=7)


def together(company: Company, payables: Iterable[Payable], *, file: PaymentFile | None = None) -> dict[str, Decimal]:
    """By account, in euro: these invoices, and what was put into files in the last seven days; of `file`, into earlier ones.

    Credit notes take nothing off: each invoice is approved by its own amount too.
    """
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for payable in payables:
        if (amount := payable.document.amount or Decimal(0)) > 0:
            found[payable.iban] += amount
    since = timezone.now() - SPAN
    earlier = Transfer.objects.filter(file__company=company, file__prepared_at__gt=since, iban__in=list(found))
    earlier = earlier.exclude(file__state=PaymentFile.State.WITHDRAWN)
    if file:
        earlier = earlier.filter(file__lt=file.pk)
    for iban, paid in earlier.values_list("iban", "amount"):
        found[iban] += paid or Decimal(0)
    return found
