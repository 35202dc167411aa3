"""By what a payment was recognised, in the reader's language."""

from django.utils.translation import gettext_lazy as _

from schakel.sepa.matching import Why

SENTENCES = {
    Why.OUR_ID: _("our payment file"),
    Why.REFERENCE: _("communication and amount"),
    Why.REFERENCE_PART: _("communication, part of the amount"),
    Why.NUMBER: _("invoice number and amount"),
    Why.ACCOUNT: _("account and amount"),
    Why.ACCOUNT_ALL: _("account and the full open amount"),
    Why.AMOUNT: _("the amount only"),
}
