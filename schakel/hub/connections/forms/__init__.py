"""The forms of this room. What they say of a field stands with the model; here is only what a page needs besides."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from schakel.einvoice.belgium import EnterpriseNumber, NotAnEnterpriseNumber
from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections import company_address
from schakel.hub.connections.enterprise_lookup import look_up_enterprise
from schakel.hub.connections.models import Company, Connection, Office, Role, Scope
from schakel.hub.connections.models.company import LONGEST_NAME
from schakel.hub.connections.models.office import plain_name
from schakel.hub.connections.picker import LONGEST, find_one, is_typed, label_of
from schakel.hub.connections.turns import turn
from schakel.hub.people.addresses import refuse_mixed
from schakel.hub.people.models import User
from schakel.hub.web import sheet_reading
from schakel.hub.web.language import OWN_NAMES

NOT_FOUND = _("Fill in the name: we do not find it by the number.")
UNANSWERED = _("Fill in the name: the public register did not answer.")


class AddressField(forms.EmailField):
    """A mail address; letters that only look alike are refused with a sentence (H08)."""

    default_validators = [*forms.EmailField.default_validators, refuse_mixed]


class CompanyInput(forms.TextInput):
    template_name = "connections/picker.html"

    def format_value(self, value: Any) -> str:
        return label_of(value) if isinstance(value, Company) else str(value or "")


class CompanyField(forms.CharField):
    """One of `companies`, which the form sets. An id is taken too, as it stands in addresses."""

    widget = CompanyInput
    companies: QuerySet[Company]

    def __init__(self, **given: Any) -> None:
        super().__init__(max_length=LONGEST, **given)
        self.companies = Company.objects.none()

    def prepare_value(self, value: Any) -> Any:
        if str(value or "").isdecimal() and len(str(value)) < 10:
            return self.companies.filter(pk=int(value)).first() or value
        return value

    def clean(self, value: Any) -> Company | None:
        text: str = super().clean(value)
        return find_one(self.companies, text) if text else None


class PickForm(forms.Form):
    """One field of a page: which company."""

    company = CompanyField(label=_("Company"), required=False)

    def __init__(
        self, data: Any = None, *, companies: QuerySet[Company], required: bool = False, initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["company"].required = required
        self.fields["company"].companies = companies  # type: ignore[attr-defined]  # a CompanyField


def read_company(query: QueryDict, companies: QuerySet[Company]) -> tuple[QueryDict, PickForm]:
    """For a page whose address names a company: the query without one that was typed, and the form in which it was. That form
    is valid when exactly one matches: then the page goes on at `address_with`."""
    query = query.copy()
    if not is_typed(query.get("company", "")):
        return query, PickForm(companies=companies, initial={"company": query.get("company")})
    form = PickForm(query.copy(), companies=companies)
    del query["company"]
    return query, form


def address_with(company: Company, path: str, query: QueryDict) -> str:
    query = query.copy()
    query["company"] = str(company.pk)
    return f"{path}?{query.urlencode()}"


class OfficeForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = Office
        fields: ClassVar[list[str]] = ["name", "language"]
        labels: ClassVar[dict[str, Any]] = {"name": _("Name of your office"), "language": _("Language of the office")}

    language = forms.ChoiceField(choices=OWN_NAMES, label=_("Language of the office"))


class RemindersForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = Office
        fields: ClassVar[list[str]] = ["first_reminder", "second_reminder"]
        labels: ClassVar[dict[str, Any]] = {
            "first_reminder": _("Remind clients after 4 days"),
            "second_reminder": _("Remind clients after 10 days"),
        }


class KeyForm(forms.Form):
    name = forms.CharField(
        label=_("For which program?"),
        max_length=80,
        validators=[plain_name],
        help_text=_("So that you can tell your keys apart later."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(label=_("What can it do?"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, scopes: list[Scope]) -> None:
        super().__init__(data)
        self.fields["scopes"].choices = [(scope.value, scope.label) for scope in scopes]  # type: ignore[attr-defined]


class CompanyForm(forms.Form):
    """A company to be added. With several offices, `office` asks for which."""

    office = forms.ModelChoiceField(Office.objects.none(), label=_("Office"), empty_label=None)
    number = forms.CharField(
        label=_("Enterprise number"),
        max_length=40,
        help_text=_("Ten digits, for example 0407.214.017. The VAT number works too."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("Name of the company"),
        required=False,
        max_length=LONGEST_NAME,
        validators=[plain_name],
        help_text=_("Can be empty where we find the name by the number."),
    )
    email = AddressField(
        label=_("E-mail address of the client"),
        required=False,
        max_length=254,
        help_text=_("We send the invitation to this address. You can also fill it in later."),
    )
    language = forms.ChoiceField(choices=OWN_NAMES, label=_("Language of the client"))

    def __init__(self, data: Any = None, *, offices: Any, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        offer_offices(self, offices)

    def clean(self) -> dict[str, Any]:
        """A name that is not typed is looked up."""
        given = self.cleaned_data
        if given.get("number") and "name" in given and not given["name"]:
            self.fill_in_name(given)
        return given

    def fill_in_name(self, given: dict[str, Any]) -> None:
        digits = given["number"].digits
        found = look_up_enterprise(digits, language=given.get("language", ""))
        if digits in found.by_number:
            given["name"] = found.by_number[digits].name[:LONGEST_NAME]
        else:
            self.add_error("name", UNANSWERED if found.unanswered or found.not_asked else NOT_FOUND)

    def clean_number(self) -> EnterpriseNumber:
        try:
            return EnterpriseNumber.parse(self.cleaned_data["number"])
        except NotAnEnterpriseNumber as error:
            raise forms.ValidationError(error.said_in(get_language() or "en")) from error


def offer_offices(form: forms.Form, offices: QuerySet[Office]) -> None:
    """With one there is nothing to choose."""
    form.fields["office"].queryset = offices  # type: ignore[attr-defined]  # a ModelChoiceField
    if len(offices) == 1:
        form.fields["office"].widget = forms.HiddenInput()
        form.initial["office"] = offices[0]


class CompanySheetForm(forms.Form):
    """A sheet of companies."""

    office = forms.ModelChoiceField(Office.objects.none(), label=_("Office"), empty_label=None)
    file = forms.FileField(
        label=_("File"),
        help_text=_("XLSX or CSV, with headings in the first row; at most 2,000 rows."),
        widget=forms.FileInput({"accept": ".xlsx,.csv,.txt", "class": "drop"}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, offices: QuerySet[Office]) -> None:
        super().__init__(data, files)
        offer_offices(self, offices)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > sheet_reading.LARGEST:
            raise forms.ValidationError(sheet_reading.TOO_LARGE)
        return file


class CompanyEditForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = Company
        fields: ClassVar[list[str]] = ["name", "email", "phone", "language", "responsible", "mandate_given_on", "note"]
        labels: ClassVar[dict[str, Any]] = {"name": _("Name of the company"), "note": _("Note of your office")}
        widgets: ClassVar[dict[str, Any]] = {
            "mandate_given_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "note": forms.Textarea({"rows": 3}),
        }

    language = forms.ChoiceField(choices=OWN_NAMES, label=_("Language of the client"))

    def __init__(self, data: Any = None, *, instance: Company) -> None:
        super().__init__(data, instance=instance)
        here = Q(pk__in=instance.staff().values("pk")) | Q(pk=instance.responsible_id)
        members = instance.office.members.filter(here).select_related("user").order_by("user__name", "pk")
        self.fields["responsible"].queryset = members  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["responsible"].label_from_instance = lambda member: str(member.user)  # type: ignore[attr-defined]  # likewise

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        kept = Company.objects.get(pk=self.instance.pk)
        if fault := company_address.lock_fault(kept, email):
            raise forms.ValidationError(fault)
        return email


def save_company(form: CompanyEditForm, *, before: str, by: User) -> bool:
    """Saves it in the company's turn, so that nothing begins to wait for its address meanwhile; what the form does not ask is
    left as it is there, for somebody may have closed it meanwhile. False: the form has faults."""
    with turn(form.instance.pk):
        if not form.is_valid():
            return False
        form.instance.save(update_fields=list(form.fields))
        company_address.record(form.instance, before=before, by=by)
        fields = ",".join(form.changed_data)
        record(Action.COMPANY_CHANGED, form.instance, place=form.instance.place, by=by.pk, detail=fields)
    return True


class SharingForm(forms.Form):
    email = AddressField(
        label=_("E-mail address of the client"), max_length=254, widget=forms.EmailInput({"autocomplete": "off"})
    )
    kinds = forms.MultipleChoiceField(
        choices=Connection.Side.choices, widget=forms.CheckboxSelectMultiple, label=_("What do you want to share?")
    )
    role = forms.ChoiceField(choices=Role.choices, label=_("What can the client do?"))
    language = forms.ChoiceField(choices=OWN_NAMES, label=_("Language of the e-mail"))


class ManyForm(forms.Form):
    """What holds for all of them; the addresses are read line by line."""

    kinds = forms.MultipleChoiceField(
        choices=Connection.Side.choices, widget=forms.CheckboxSelectMultiple, label=_("What do you want to share?")
    )
    role = forms.ChoiceField(choices=Role.choices, label=_("What can the clients do?"))


def address_fault(address: str) -> str:
    """What is wrong with it; nothing when it is empty: then nothing is sent there."""
    try:
        AddressField(required=False, max_length=254).clean(address)
    except forms.ValidationError as error:
        return error.messages[0]
    return ""


class JoinForm(forms.Form):
    """All that a new person is asked; the address is fixed by the letter."""

    name = forms.CharField(label=_("Your name"), max_length=100, widget=forms.TextInput({"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Choose a password"),
        required=False,
        max_length=200,
        strip=False,
        help_text=_("At least ten characters. If you leave this empty, we e-mail you a code each time you sign in."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any = None, *, email: str = "") -> None:
        super().__init__(data)
        self.email = email

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if password:
            validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password
