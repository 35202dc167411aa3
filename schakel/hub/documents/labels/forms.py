"""A label: its name and colour."""

from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from schakel.hub.connections.models.company import sort_name_of
from schakel.hub.documents.labels.models import Label

MOST = 100  # labels of an office


class LabelForm(forms.ModelForm):  # type: ignore[type-arg]  # takes none at run time
    class Meta:
        model = Label
        fields = ("name", "color")
        widgets = {"name": forms.TextInput({"autocomplete": "off"}), "color": forms.RadioSelect}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        others = self.instance.office.labels.exclude(pk=self.instance.pk)
        if (name := given.get("name")) and others.filter(sort_name=sort_name_of(name)).exists():
            self.add_error("name", taken())
        if self.instance.pk is None and others.count() >= MOST:
            self.add_error(None, _("An office can have %(most)s labels. Remove one first.") % {"most": MOST})
        return given

    def save_unless_taken(self) -> bool:
        """False, and said in the form: a colleague gave this name to another label meanwhile."""
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError:
            self.add_error("name", taken())
            return False
        return True


def taken() -> str:
    return _("There is a label with this name already.")
