"""How a sequence writes its numbers, and from which it goes on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from schakel.hub.sales.issuing.numbers import is_pattern
from schakel.hub.sales.models import Counter

NOT_A_PATTERN = _("Put {####} where the digits come, once, and {year} or {yy} for the year if you want it there.")
WHY = _("Say why numbers are passed over: an inspector may ask.")


class NumberingForm(forms.Form):
    pattern = forms.CharField(
        label=_("How the number is written"),
        max_length=40,
        help_text=_("{year} is the year, {####} the digits. With the year in it, it begins again at 1 each year."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    next = forms.IntegerField(label=_("Next number"), min_value=1, max_value=999_999_999)
    reason = forms.CharField(
        label=_("Why numbers are passed over"),
        max_length=200,
        required=False,
        help_text=_("Only when the next number is higher than it would be, such as: made in our old program."),
    )

    def __init__(self, data: Any = None, *, counter: Counter, prefix: str) -> None:
        self.counter = counter
        super().__init__(data, prefix=prefix, initial={"pattern": counter.numbering.pattern, "next": counter.next})

    def clean_pattern(self) -> str:
        pattern = str(self.cleaned_data["pattern"])
        if not is_pattern(pattern):
            raise forms.ValidationError(NOT_A_PATTERN)
        return pattern

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("next", 0) > self.counter.next and not cleaned.get("reason"):
            self.add_error("reason", WHY)
        return cleaned
