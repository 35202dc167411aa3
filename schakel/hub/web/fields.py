"""Fields that the forms of several rooms ask."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from schakel.sepa.errors import SepaError
from schakel.sepa.iban import Iban, OutsideSepa


class IbanField(forms.CharField):
    """An account number that a SEPA transfer can reach, as people write it; after cleaning it is compact."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**{"label": _("Account number (IBAN)"), "max_length": 60, **named})

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not text:
            return text
        try:
            account = Iban.parse(text)
            if not account.in_sepa:
                raise OutsideSepa(account.country)
        except SepaError as fault:
            raise forms.ValidationError(fault.said_in(get_language() or "en")) from fault
        return account.compact
