from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from schakel.hub.audit.actions import labels


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class CompanyLogForm(forms.Form):
    """What is looked for in the log of a company; all of it may be empty."""

    person = forms.CharField(label=_("Person"), required=False, max_length=100, strip=True)
    since = forms.DateField(label=_("From"), required=False, widget=DayInput)
    until = forms.DateField(label=_("Up to and including"), required=False, widget=DayInput)


class AuditSearchForm(CompanyLogForm):
    """What is looked for in the log of an office."""

    field_order = ("person", "company", "action", "since", "until")
    company = forms.CharField(label=_("Company"), required=False, max_length=100, strip=True)
    action = forms.ChoiceField(label=_("What they did"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        by_label = sorted(labels().items(), key=lambda pair: pair[1].casefold())
        self.fields["action"].choices = [("", _("Everything")), *by_label]  # type: ignore[attr-defined]  # a ChoiceField
