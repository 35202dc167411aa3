"""A label: its name and colour."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.hub.documents.forms import UniqueNameForm
from schakel.hub.documents.labels.models import Label

MOST = 100  # labels of an office


class LabelForm(UniqueNameForm):
    taken = gettext_lazy("There is a label with this name already.")

    class Meta:
        model = Label
        fields = ("name", "color")
        widgets = {"name": forms.TextInput({"autocomplete": "off"}), "color": forms.RadioSelect}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        others = self.instance.office.labels.exclude(pk=self.instance.pk)
        self.refuse_name_of(others)
        if self.instance.pk is None and others.count() >= MOST:
            self.add_error(None, _("An office can have %(most)s labels. Remove one first.") % {"most": MOST})
        return given
