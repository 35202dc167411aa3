"""On which day a company closes."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.hub.connections.closing import FURTHEST


class ClosingForm(forms.Form):
    day = forms.DateField(
        label=gettext_lazy("Closes on"),
        help_text=gettext_lazy("Today or later. From this day on the company is only read."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, *, initial: date | None = None) -> None:
        super().__init__(data, initial={"day": initial or timezone.localdate()})

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a later day."))
        if day > timezone.localdate() + FURTHEST:
            raise forms.ValidationError(_("Choose a day within two years."))
        return day
