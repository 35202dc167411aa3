"""Above an amount two approve: what is paid to one account in parts, by several invoices or files, counts together."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from schakel.hub.connections.models import Company
from schakel.hub.payments.models import Payable, PaymentFile, Transfer

SPAN = timedelta(days=7)


def sums_by_account(
    company: Company, payables: Iterable[Payable], *, file: PaymentFile | None = None
) -> dict[str, Decimal]:
    """By account, in euro: these invoices, and what is in files that may still go to the bank, or went there or were made in the
    last seven days; of `file`, in earlier ones.

    A file that was downloaded counts although it was withdrawn afterwards: the bank may have it. Credit notes take nothing off:
    each invoice is approved by its own amount too.
    """
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for payable in payables:
        if (amount := payable.document.amount or Decimal(0)) > 0:
            found[payable.iban] += amount
    since = timezone.now() - SPAN
    to_come = Q(file__state__in=[PaymentFile.State.WAITING, PaymentFile.State.READY])
    lately = Q(file__taken_at__gt=since) | Q(file__prepared_at__gt=since)
    earlier = Transfer.objects.filter(to_come | lately, file__company=company, iban__in=list(found))
    earlier = earlier.exclude(file__state=PaymentFile.State.WITHDRAWN, file__taken_at=None)
    if file:
        earlier = earlier.filter(file__lt=file.pk)
    for iban, paid in earlier.values_list("iban", "amount"):
        found[iban] += paid or Decimal(0)
    return found
