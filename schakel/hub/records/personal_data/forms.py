"""That the person means it."""

from django import forms
from django.utils.translation import gettext_lazy


class EraseForm(forms.Form):
    sure = forms.BooleanField(label=gettext_lazy("Erase my account. I know that this cannot be undone."))
