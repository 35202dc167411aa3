"""How a sequence writes its numbers, and from which it goes on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from schakel.hub.sales.issuing.numbers import is_pattern
from schakel.hub.sales.models import Counter

NOT_A_PATTERN = _("Put {####} once, where the digits go, and {year} or {yy} where you want the year.")
WHY = _("Say why numbers are skipped: an inspector may ask.")


class NumberingForm(forms.Form):
    pattern = forms.CharField(
        label=_("Number format"),
        max_length=40,
        help_text=_(
            "{year} is the year, {####} the digits. With the year in it, numbering starts again at 1 each year."
        ),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    next = forms.IntegerField(label=_("Next number"), min_value=1, max_value=999_999_999)
    reason = forms.CharField(
        label=_("Why numbers are skipped"),
        max_length=200,
        required=False,
        help_text=_("Only if you skip numbers, for example: issued in our old program."),
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
