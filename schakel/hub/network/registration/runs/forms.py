"""What is asked before a run begins."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Connection, Role
from schakel.hub.network.registration.document_types import Choice
from schakel.hub.network.registration.runs.start import RunWish


class RunForm(forms.Form):
    """What every client of the run is offered and asked."""

    sides = forms.MultipleChoiceField(
        choices=Connection.Side.choices, widget=forms.CheckboxSelectMultiple, label=_("What do you want to share?")
    )
    role = forms.ChoiceField(choices=Role.choices, label=_("What can the clients do?"))
    registers = forms.BooleanField(
        required=False,
        label=_("Also ask for the mandate, and register on Peppol"),
        help_text=_("In the same e-mail. A client who confirms is registered at once; nobody else is."),
    )
    document_choices = forms.MultipleChoiceField(
        choices=Choice.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=_("What should arrive here over Peppol?"),
    )
    also_vat = forms.BooleanField(required=False, label=_("Also under the VAT number (9925)"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("registers") and not given.get("document_choices"):
            self.add_error("document_choices", _("Choose at least one kind of document."))
        return given

    @property
    def wish(self) -> RunWish:
        given = self.cleaned_data
        return RunWish(
            sides=given["sides"],
            role=given["role"],
            registers=given["registers"],
            document_choices=given["document_choices"] if given["registers"] else [],
            also_vat=given["also_vat"],
        )


USUAL_CHOICES = [Choice.INVOICES, Choice.RESPONSES]
INITIAL = {
    "sides": Connection.Side.values,
    "role": Role.FULL,
    "registers": True,
    "document_choices": USUAL_CHOICES,
}
