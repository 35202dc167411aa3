"""Payments: a file to be made, the accounts and the approval of a company."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.einvoice.money import decimal_text
from schakel.hub.connections.models import Company
from schakel.hub.payments.models import Rule
from schakel.hub.payments.money_changes import Terms
from schakel.hub.payments.prepare_file import FileRequest
from schakel.hub.people.models import User
from schakel.hub.web.fields import IbanField
from schakel.sepa.iban import Iban

FARTHEST = timedelta(days=365)


class FileForm(forms.Form):
    """`again` is asked only after something proved to stand in another file."""

    iban = forms.ChoiceField(label=_("From account"))
    execution = forms.DateField(label=_("To be executed on"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    again = forms.BooleanField(
        label=_("Also pay invoices in another payment file"), required=False, help_text=_("They are then paid twice.")
    )

    def __init__(self, data: Any, *, company: Company) -> None:
        super().__init__(data)
        ibans = [account.iban for account in company.accounts.all()]
        self.fields["iban"].choices = [(iban, str(Iban(iban))) for iban in ibans]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["execution"].initial = timezone.localdate() + timedelta(days=1)

    def clean_execution(self) -> Any:
        day = self.cleaned_data["execution"]
        if not timezone.localdate() <= day <= timezone.localdate() + FARTHEST:
            raise forms.ValidationError(_("Choose today or a later day, within a year."))
        return day

    def file_request(self, documents: frozenset[int]) -> FileRequest:
        told = self.cleaned_data
        return FileRequest(documents, told["iban"], told["execution"], told["again"])


class AccountForm(forms.Form):
    iban = IbanField()


class RuleForm(forms.Form):
    mode = forms.ChoiceField(label=_("Approval"), choices=Rule.Mode.choices, widget=forms.RadioSelect)
    above = forms.DecimalField(
        label=_("Two people above this amount"),
        required=False,
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=2,
        help_text=_("In euro. Needed if two people approve above an amount."),
    )
    approvers = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Who approves"), required=False, widget=forms.CheckboxSelectMultiple
    )
    deputies = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Deputies"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, people: Any, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        for name in ("approvers", "deputies"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]  # a ModelMultipleChoiceField

    def terms(self) -> Terms:
        """A chosen approver is not their own deputy."""
        told = self.cleaned_data
        chosen = sorted(user.pk for user in told["approvers"])
        return {
            "mode": told["mode"],
            "above": None if told["above"] is None else decimal_text(told["above"]),
            "approvers": chosen,
            "deputies": sorted(user.pk for user in told["deputies"] if user.pk not in chosen),
        }

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        mode, chosen = told.get("mode"), set(told.get("approvers") or ())
        if mode != Rule.Mode.OFF and not chosen:
            self.add_error("approvers", _("Choose who approves."))
        if mode == Rule.Mode.TWO_ABOVE and told.get("above") is None:
            self.add_error("above", _("Fill in an amount."))
        everybody = chosen | set(told.get("deputies") or ())
        if mode == Rule.Mode.TWO_ABOVE and chosen and len(everybody) < 2:
            self.add_error("approvers", _("Choose at least two people, deputies included."))
        return told
