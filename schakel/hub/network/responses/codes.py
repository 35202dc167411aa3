"""What a buyer says, why, and what the other side should do: the codes of an Invoice Response in the reader's words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schakel.einvoice.responses import ACTION_LIST, REASON_LIST
from schakel.hub.web.templatetags.formatting import colon


class AnswerStatus(models.TextChoices):
    """What a buyer tells a seller of an invoice. Source: UNCL 4343, the subset of Invoice Response."""

    ACKNOWLEDGED = "AB", _("received")
    IN_PROCESS = "IP", _("in process")
    UNDER_QUERY = "UQ", _("question to the sender")
    CONDITIONALLY_ACCEPTED = "CA", _("conditionally accepted")
    REJECTED = "RE", _("rejected")
    ACCEPTED = "AP", _("accepted")
    PAID = "PD", _("payment started")


def status_label(status: str) -> str:
    """A stranger's may be one that nobody knows: it is shown as it came."""
    return str(AnswerStatus(status).label) if status in AnswerStatus.values else status


class Reason(models.TextChoices):
    """OPStatusReason."""

    UNRECOGNIZED = "UNR", _("we do not know this transaction")
    UNKNOWN_RECEIVER = "REC", _("this company is not here")
    REFERENCE = "REF", _("a reference is missing or wrong")
    LEGAL = "LEG", _("the VAT or another legal detail is wrong")
    PRICE = "PRI", _("the price is wrong")
    QUANTITY = "QTY", _("the quantity is wrong")
    ITEM = "ITM", _("the wrong goods")
    QUALITY = "QUA", _("the quality is not good enough")
    DELIVERY = "DEL", _("the delivery is wrong or did not arrive")
    PAYMENT_TERMS = "PAY", _("the payment terms are wrong")
    FINANCE_TERMS = "FIN", _("the finance terms are wrong")
    NONE = "NON", _("nothing is wrong")
    PARTLY_PAID = "PPD", _("partly paid")
    OTHER = "OTH", _("something else")


class Action(models.TextChoices):
    """OPStatusAction."""

    NONE = "NOA", _("nothing")
    INFORMATION = "PIN", _("send what is missing")
    NEW_INVOICE = "NIN", _("send a new invoice")
    CREDIT_NOTE = "CNF", _("send a credit note for the full amount")
    PARTIAL_CREDIT_NOTE = "CNP", _("send a credit note for part of it")
    PAY_BACK = "CNA", _("refund what was paid")
    OTHER = "OTH", _("something else")


LISTS: dict[str, type[models.TextChoices]] = {REASON_LIST: Reason, ACTION_LIST: Action}


def clarification_text(clarification: dict[str, str]) -> str:
    """`the price is wrong: 12 instead of 10`; a code that nobody knows stays as it came."""
    code, text = clarification["code"], clarification["text"]
    known = LISTS.get(clarification["list"])
    word = str(known(code).label) if known and code in known.values else code
    return colon().join(part for part in (word, text) if part)
