"""The forms of this room. What they say of a field stands with the model; here is only what a page needs besides."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from schakel.einvoice.belgium import EnterpriseNumber, NotAnEnterpriseNumber
from schakel.hub.connections.models import Company, Connection, Member, Office, Role
from schakel.hub.web.language import OWN_NAMES


class OfficeForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = Office
        fields: ClassVar[list[str]] = ["name", "language"]
        labels: ClassVar[dict[str, Any]] = {"name": _("Name of your office"), "language": _("Language of the office")}

    language = forms.ChoiceField(choices=OWN_NAMES, label=_("Language of the office"))


class ColleagueForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address of your colleague"), max_length=254)
    language = forms.ChoiceField(choices=OWN_NAMES, label=_("Language of the mail"))
    role = forms.ChoiceField(
        choices=[(Member.Role.MEMBER, _("member")), (Member.Role.OWNER, _("owner: may also invite and end members"))],
        label=_("Role"),
    )


class CompanyForm(forms.Form):
    """A company to be added. With several offices, `office` asks for which."""

    office = forms.ModelChoiceField(Office.objects.none(), label=_("Office"), empty_label=None)
    number = forms.CharField(
        label=_("Enterprise number"),
        max_length=40,
        help_text=_("Ten digits, as in 0407.214.017. The VAT number is fine too."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    name = forms.CharField(label=_("Name of the company"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail address of the client"),
        required=False,
        max_length=254,
        help_text=_("To share the connections with. You can also fill it in later."),
    )
    language = forms.ChoiceField(choices=OWN_NAMES, label=_("Language of the client"))

    def __init__(self, data: Any = None, *, offices: Any, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]  # a ModelChoiceField
        if len(offices) == 1:
            self.fields["office"].widget = forms.HiddenInput()
            self.initial["office"] = offices[0]

    def clean_number(self) -> EnterpriseNumber:
        try:
            return EnterpriseNumber.parse(self.cleaned_data["number"])
        except NotAnEnterpriseNumber as error:
            raise forms.ValidationError(error.said_in(get_language() or "en")) from error


class CompanyEditForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = Company
        fields: ClassVar[list[str]] = ["name", "email", "language"]
        labels: ClassVar[dict[str, Any]] = {"name": _("Name of the company")}

    language = forms.ChoiceField(choices=OWN_NAMES, label=_("Language of the client"))


class SharingForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address of the client"), max_length=254, widget=forms.EmailInput({"autocomplete": "off"})
    )
    kinds = forms.MultipleChoiceField(
        choices=Connection.Kind.choices, widget=forms.CheckboxSelectMultiple, label=_("What do you want to share?")
    )
    role = forms.ChoiceField(choices=Role.choices, label=_("What may the client do?"))
    language = forms.ChoiceField(choices=OWN_NAMES, label=_("Language of the mail"))


class ManyForm(forms.Form):
    """What holds for all of them; the addresses are read line by line."""

    kinds = forms.MultipleChoiceField(
        choices=Connection.Kind.choices, widget=forms.CheckboxSelectMultiple, label=_("What do you want to share?")
    )
    role = forms.ChoiceField(choices=Role.choices, label=_("What may the clients do?"))


def address_fault(address: str) -> str:
    """What is wrong with it; nothing when it is empty: then nothing is sent there."""
    try:
        forms.EmailField(required=False, max_length=254).clean(address)
    except forms.ValidationError as error:
        return error.messages[0]
    return ""
