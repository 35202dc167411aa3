"""A saved view: its name, and whose it is."""

from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.hub.connections.models import Office
from schakel.hub.connections.models.company import sort_name_of
from schakel.hub.documents.saved_views.models import SavedView
from schakel.hub.people.models import User

MOST = 50  # of one person or office
OWN = "own"


class SavedViewForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    whose = forms.ChoiceField(label=gettext_lazy("For whom?"), widget=forms.RadioSelect)

    class Meta:
        model = SavedView
        fields = ("name",)
        widgets = {"name": forms.TextInput({"autocomplete": "off"})}

    def __init__(self, data: Any = None, *, instance: SavedView, user: User) -> None:
        super().__init__(data, instance=instance)
        self.user = user
        offices = Office.objects.of(user).order_by("name", "pk")
        choices = [(str(office.pk), _("for everybody at %(office)s") % {"office": office}) for office in offices]
        self.fields["whose"].choices = [(OWN, _("only for me")), *choices]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["whose"].initial = str(instance.office_id or OWN)
        if not choices:
            self.fields["whose"].required = False
            self.fields["whose"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        whose = given.get("whose") or OWN
        self.instance.owner = self.user if whose == OWN else None
        self.instance.office_id = None if whose == OWN else int(whose)
        same = SavedView.objects.filter(owner=self.instance.owner, office=self.instance.office_id).exclude(
            pk=self.instance.pk
        )
        if (name := given.get("name")) and same.filter(sort_name=sort_name_of(name)).exists():
            self.add_error("name", taken())
        if same.count() >= MOST:
            self.add_error(None, _("There can be %(most)s views. Remove one first.") % {"most": MOST})
        return given

    def save_unless_taken(self) -> bool:
        """False, and said in the form: a colleague gave this name to another view meanwhile."""
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError:
            self.add_error("name", taken())
            return False
        return True


def taken() -> str:
    return _("There is a view with this name already.")
