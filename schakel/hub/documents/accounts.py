"""What to look at before paying to the account that stands in an invoice (B15)."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from schakel.einvoice.model import Invoice
from schakel.sepa.iban import Iban, NotAnIban

IBAN_LIKE = re.compile(r"[A-Za-z]{2}[0-9]{2}[A-Za-z0-9 ]{6,}")


def payment_warnings(invoice: Invoice, language: str) -> Iterator[str]:
    """Sentences for the reader: paid in full or not, an account number that cannot exist, more than one of them."""
    if invoice.is_prepaid_before_due:
        yield _("The invoice says it is already paid, but it is not due yet. Check whether you have paid it.")
    numbers = dict.fromkeys(each.account.id.strip() for each in invoice.payment_means if each.account)
    accounts = [number for number in numbers if IBAN_LIKE.fullmatch(number)]
    for number in accounts:
        try:
            Iban.parse(number)
        except NotAnIban as fault:
            yield f"{number[:40]}: {fault.said_in(language)}"
    if len({"".join(number.split()).upper() for number in accounts}) > 1:
        yield _("This document gives more than one account number. Ask the seller which one to use.")
