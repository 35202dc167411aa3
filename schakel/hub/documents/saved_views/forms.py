"""A saved view: its name, and whose it is."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.hub.connections.models import Office
from schakel.hub.connections.rights import Right
from schakel.hub.documents.forms import UniqueNameForm
from schakel.hub.documents.saved_views.models import SavedView
from schakel.hub.people.models import User

MOST = 50  # of one person or office
OWN = "own"


class SavedViewForm(UniqueNameForm):
    taken = gettext_lazy("There is a view with this name already.")
    whose = forms.ChoiceField(label=gettext_lazy("For whom?"), widget=forms.RadioSelect)

    class Meta:
        model = SavedView
        fields = ("name",)
        widgets = {"name": forms.TextInput({"autocomplete": "off"})}

    def __init__(self, data: Any = None, *, instance: SavedView, user: User) -> None:
        super().__init__(data, instance=instance)
        self.user = user
        offices = Office.objects.allowing(user, Right.SET_UP).order_by("name", "pk")
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
        self.refuse_name_of(same)
        if same.count() >= MOST:
            self.add_error(None, _("There can be %(most)s views. Remove one first.") % {"most": MOST})
        return given
