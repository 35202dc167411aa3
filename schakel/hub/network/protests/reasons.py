"""Why an invoice is contested, in plain words, and what each reason is in an Invoice Response.

The action says what the seller should do: with a question or a condition, and with a rejection, after which the whole
invoice has to be credited (a rejection alone cancels nothing under VAT law).

Source: Peppol BIS Invoice Response 3.2, code lists OPStatusReason and OPStatusAction.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from schakel.einvoice.responses import ACTION_LIST, Clarification
from schakel.hub.network.responses.codes import Action, Reason


class ProtestReason(models.TextChoices):
    PRICE = "price", _("the price is wrong")
    QUANTITY = "quantity", _("the quantity is wrong")
    GOODS = "goods", _("these are the wrong goods")
    QUALITY = "quality", _("the quality is not good enough")
    DELIVERY = "delivery", _("it was not delivered, or not as agreed")
    NOT_ORDERED = "not_ordered", _("we did not order this")
    PAID = "paid", _("we have already paid this")
    COMPANY = "company", _("it is for another company")
    VAT = "vat", _("the VAT is wrong")
    REFERENCE = "reference", _("a reference or order number is missing or wrong")
    TERMS = "terms", _("the payment terms are wrong")
    OTHER = "other", _("something else")


class Codes(NamedTuple):
    reason: Reason
    asked: tuple[Action, ...]  # with a question or a condition
    rejected: tuple[Action, ...]


CREDIT, ANEW = (Action.CREDIT_NOTE,), (Action.CREDIT_NOTE, Action.NEW_INVOICE)
CODES: dict[str, Codes] = {
    ProtestReason.PRICE: Codes(Reason.PRICE, (Action.PARTIAL_CREDIT_NOTE,), ANEW),
    ProtestReason.QUANTITY: Codes(Reason.QUANTITY, (Action.PARTIAL_CREDIT_NOTE,), ANEW),
    ProtestReason.GOODS: Codes(Reason.ITEM, (Action.PARTIAL_CREDIT_NOTE,), CREDIT),
    ProtestReason.QUALITY: Codes(Reason.QUALITY, (Action.PARTIAL_CREDIT_NOTE,), CREDIT),
    ProtestReason.DELIVERY: Codes(Reason.DELIVERY, (Action.INFORMATION,), CREDIT),
    ProtestReason.NOT_ORDERED: Codes(Reason.UNRECOGNIZED, (Action.INFORMATION,), CREDIT),
    ProtestReason.PAID: Codes(Reason.OTHER, (Action.INFORMATION,), CREDIT),
    ProtestReason.COMPANY: Codes(Reason.UNKNOWN_RECEIVER, (Action.CREDIT_NOTE,), CREDIT),
    ProtestReason.VAT: Codes(Reason.LEGAL, ANEW, ANEW),
    ProtestReason.REFERENCE: Codes(Reason.REFERENCE, (Action.INFORMATION,), ANEW),
    ProtestReason.TERMS: Codes(Reason.PAYMENT_TERMS, (Action.NEW_INVOICE,), ANEW),
    ProtestReason.OTHER: Codes(Reason.OTHER, (Action.INFORMATION,), CREDIT),
}


def clarifications(
    reasons: Sequence[str], text: str, *, is_rejection: bool, language: str
) -> tuple[Clarification, ...]:
    """Each reason once with its code, the first with what the buyer wrote; then what the seller should do, each once."""
    codes = [CODES[each] for each in reasons]
    why = [Clarification(each.reason, text=text_of(name, language)) for name, each in zip(reasons, codes, strict=True)]
    if why and text:
        first = why[0]
        why[0] = Clarification(first.code, text=": ".join(filter(None, [first.text, text])))
    what = actions_for(reasons, is_rejection=is_rejection)
    return (*why, *(Clarification(action, ACTION_LIST) for action in what))


def text_of(reason: str, language: str) -> str:
    """A code that says too little needs words: in the language of the seller. What else is meant, the buyer writes."""
    if CODES[reason].reason is not Reason.OTHER or reason == ProtestReason.OTHER:
        return ""
    with override(language):
        return str(ProtestReason(reason).label)


def actions_for(reasons: Sequence[str], *, is_rejection: bool) -> list[Action]:
    """What the seller should do, each once. Whoever credits all of it has nothing left to credit in part."""
    codes = [CODES[each] for each in reasons]
    found = list(dict.fromkeys(action for each in codes for action in (each.rejected if is_rejection else each.asked)))
    return [each for each in found if each != Action.PARTIAL_CREDIT_NOTE or Action.CREDIT_NOTE not in found]


def asked_of(reasons: Sequence[str], *, is_rejection: bool) -> list[str]:
    """The same in words, in the language of the moment."""
    return [str(action.label) for action in actions_for(reasons, is_rejection=is_rejection)]
