"""Of which company and year a list is made, and that somebody means it."""

from django import forms
from django.utils.translation import gettext_lazy

LARGEST_ID = 2**63 - 1


class YearForm(forms.Form):
    company = forms.IntegerField(min_value=1, max_value=LARGEST_ID)
    year = forms.IntegerField(min_value=1, max_value=9999)


class ConfirmForm(forms.Form):
    sure = forms.BooleanField(label=gettext_lazy("I have looked at the list. I know that this cannot be undone."))
