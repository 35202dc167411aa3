"""When an invoice comes back each month, and until when."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.sales.models import Recurrence

MOST_TIMES = 120
DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")


class RecurrenceForm(forms.Form):
    first = forms.DateField(
        label=_("First time"),
        widget=DAY,
        help_text=_("Then every month on this day, or on the last day of the month."),
    )
    mode = forms.ChoiceField(label=_("Every month"), choices=Recurrence.Mode.choices, widget=forms.RadioSelect)
    until = forms.DateField(label=_("Until"), widget=DAY, required=False)
    times = forms.IntegerField(label=_("Or number of times"), required=False, min_value=1, max_value=MOST_TIMES)

    def clean_first(self) -> date:
        first: date = self.cleaned_data["first"]
        if first < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a later day."))
        return first

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("first") and cleaned.get("until") and cleaned["until"] < cleaned["first"]:
            self.add_error("until", _("The end date is before the start date."))
        return cleaned
