"""The forms of an office's staff: inviting a colleague, the terms of a member, and the companies for which they work."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.base.digits import is_digits
from schakel.einvoice.belgium import EnterpriseNumber, NotAnEnterpriseNumber
from schakel.hub.connections.forms import AddressField
from schakel.hub.connections.handover import successors_of
from schakel.hub.connections.models import Company, Member, Office
from schakel.hub.connections.picker import find_one
from schakel.hub.connections.rights import ALWAYS_ALL, LIMITED_IN_TIME, MemberRole, MemberTerms, Right
from schakel.hub.people.models import User, normal
from schakel.hub.web.language import OWN_NAMES

ALL, SOME = "all", "some"
MOST_LINES = 2000
MOST_NAMED = 10  # faulty lines in one sentence each
ROLE_WORDS = {
    MemberRole.MEMBER: gettext_lazy("member: works for companies"),
    MemberRole.READER: gettext_lazy("reader: only reads, until a last day"),
    MemberRole.MANAGER: gettext_lazy("manager: works for all companies, also manages members and readers"),
    MemberRole.OWNER: gettext_lazy("owner: may do everything"),
}


def roles_given_by(user: User, office: Office) -> list[MemberRole]:
    """The roles this person may give to others in this office."""
    is_owner = Office.objects.allowing(user, Right.OWN).filter(pk=office.pk).exists()
    return [role for role in ROLE_WORDS if is_owner or role not in ALWAYS_ALL]


class MemberForm(forms.Form):
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    extent = forms.ChoiceField(
        label=gettext_lazy("For which companies?"),
        choices=[(ALL, gettext_lazy("all companies")), (SOME, gettext_lazy("some companies, which you choose"))],
        widget=forms.RadioSelect,
        initial=ALL,
        help_text=gettext_lazy("Owners and managers always work for all companies."),
    )
    last_day = forms.DateField(
        label=gettext_lazy("Last day of a reader"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("After this day they see nothing any more."),
    )

    def __init__(self, data: Any = None, *, roles: list[MemberRole], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["role"].choices = [(role.value, ROLE_WORDS[role]) for role in roles]  # type: ignore[attr-defined]  # a ChoiceField

    @staticmethod
    def initial_of(member: Member) -> dict[str, Any]:
        return {"role": member.role, "extent": ALL if member.all_companies else SOME, "last_day": member.last_day}

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("role") in LIMITED_IN_TIME and "last_day" in given:
            if given["last_day"] is None:
                self.add_error("last_day", _("Fill in until when they read."))
            elif given["last_day"] < timezone.localdate():
                self.add_error("last_day", _("This day is over."))
        return given

    @property
    def terms(self) -> MemberTerms:
        given = self.cleaned_data
        return MemberTerms(MemberRole(given["role"]), given["extent"] == ALL, given["last_day"])


class ColleagueForm(MemberForm):
    email = AddressField(label=gettext_lazy("E-mail address of your colleague"), max_length=254)
    language = forms.ChoiceField(choices=OWN_NAMES, label=gettext_lazy("Language of the e-mail"))
    field_order = ("email", "language", "role", "extent", "last_day")


NOBODY = "nobody"


class SuccessorForm(forms.Form):
    """Which colleague takes over what depends on a member."""

    successor = forms.ChoiceField(label=gettext_lazy("Who takes this over?"))

    def __init__(self, data: Any = None, *, member: Member, by: User) -> None:
        self.colleagues = {str(each.pk): each for each in successors_of(member)}
        mine = next((pk for pk, each in self.colleagues.items() if each.user_id == by.pk), "")
        super().__init__(data, initial={"successor": mine})
        people = [(pk, str(each.user)) for pk, each in self.colleagues.items()]
        choices = [("", _("Choose a colleague")), *people, (NOBODY, _("nobody: it ends"))]
        self.fields["successor"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def chosen(self) -> Member | None:
        """None: nobody."""
        return self.colleagues.get(self.cleaned_data["successor"])


class CompaniesForm(forms.Form):
    """Companies, one a line."""

    lines = forms.CharField(
        label=gettext_lazy("Add companies, one a line"),
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy(
            "The enterprise number, the e-mail address or the name. You can paste a column of a sheet."
        ),
    )

    def __init__(self, data: Any = None, *, companies: QuerySet[Company]) -> None:
        super().__init__(data)
        self.companies = companies

    def clean_lines(self) -> list[Company]:
        """One line that is not clear adds none of them (G02)."""
        lines = [line.strip() for line in self.cleaned_data["lines"].splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(_("At most %(most)s lines at a time.") % {"most": MOST_LINES})
        found, faults = find_companies(self.companies, lines)
        if faults:
            raise forms.ValidationError(faults)
        return found


def find_companies(companies: QuerySet[Company], lines: list[str]) -> tuple[list[Company], list[str]]:
    """Those that the lines name, and a sentence for each line that names none or several: the first few."""
    numbers = {line: number for line in lines if (number := number_of(line))}
    by_number = {each.enterprise_number: each for each in companies.filter(enterprise_number__in=numbers.values())}
    found, faults = {}, []
    for n, line in enumerate(lines, 1):
        try:
            one = by_number.get(numbers[line]) if line in numbers else find_by_words(companies, line)
        except forms.ValidationError as error:
            faults.append(_("Line %(n)s: %(fault)s") % {"n": n, "fault": " ".join(error.messages)})
            continue
        if one is None:
            faults.append(
                _("Line %(n)s: your office has no company with number %(number)s.") % {"n": n, "number": line[:40]}
            )
        else:
            found[one.pk] = one
        if len(faults) == MOST_NAMED:
            break
    return list(found.values()), faults[:MOST_NAMED]


def number_of(line: str) -> str:
    """Ten digits; empty: it is no enterprise number."""
    try:
        return EnterpriseNumber.parse(line).digits
    except NotAnEnterpriseNumber:
        return ""


def find_by_words(companies: QuerySet[Company], line: str) -> Company:
    """Raises ValidationError: none, or several."""
    if "@" in line:
        of_address = list(companies.filter(email__iexact=normal(line))[:2])
        if len(of_address) == 1:
            return of_address[0]
        raise forms.ValidationError(_("No company, or several, with this e-mail address."))
    if is_digits(line):
        raise forms.ValidationError(_("No company found with this name or number."))
    return find_one(companies, line)
