"""The forms of this room: which documents somebody downloads (those ticked, or those of a company and a period), how they
checked a warning, and which document the operator puts in quarantine; and a name that nothing beside it has."""

from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.einvoice.visible import cut, visible
from schakel.hub.connections.forms import CompanyField
from schakel.hub.connections.models import Company, Connection
from schakel.hub.connections.models.company import sort_name_of
from schakel.hub.documents.listing import documents
from schakel.hub.documents.models import BillWarning, Document, DocumentQuerySet
from schakel.hub.documents.search.chips import LONGEST
from schakel.hub.documents.search.filters import Search
from schakel.hub.people.models import User
from schakel.hub.web.api import LARGEST_ID
from schakel.hub.web.language import Sentence


class ConfirmForm(forms.Form):
    """How somebody checked the warnings about a bill."""

    how = forms.ChoiceField(label=_("How did you check it?"), choices=BillWarning.How.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, help_text=_("For example, whom you spoke to.")
    )


class DownloadForm(forms.Form):
    """How they are handed over."""

    what = forms.ChoiceField(
        label=_("What should be in it?"),
        choices=[("both", _("the original and a PDF")), ("original", _("only the original")), ("pdf", _("only a PDF"))],
        widget=forms.RadioSelect,
        initial="both",
        help_text=_("If the sender included a PDF, you get that one; otherwise Schakel makes one in your language."),
    )
    shape = forms.ChoiceField(
        label=_("How should it be organised?"),
        choices=[("folders", _("in folders: company, purchases or sales, month")), ("flat", _("everything together"))],
        widget=forms.RadioSelect,
        initial="folders",
    )
    token = forms.RegexField(r"^[\w-]{1,40}$", required=False, widget=forms.HiddenInput)  # of the page, see progress

    def __init__(self, data: Any = None, *, user: User, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.user = user

    def chosen(self) -> DocumentQuerySet:
        raise NotImplementedError


class TickedForm(DownloadForm):
    """Those ticked in the list."""

    def __init__(self, data: Any = None, *, user: User, ticked: list[str], initial: Any = None) -> None:
        """Raises Http404: they may not reach one of them, and so get none (G02)."""
        super().__init__(data, user=user, initial=initial)
        self.ticked = {int(each) for each in ticked if each.isascii() and each.isdigit() and len(each) < 19}
        if self.chosen().count() != len(set(ticked)):
            raise Http404

    def chosen(self) -> DocumentQuerySet:
        return Document.objects.reachable_by(self.user).filter(pk__in=self.ticked)


OF_THE_LIST = sorted({*Search.NAMES} - {"company", "begin", "end", "side", "kind"})  # carried along, not shown


class PeriodForm(DownloadForm):
    """Those of a company and a period; empty: all."""

    company = CompanyField(label=_("Company"), required=False, help_text=_("Empty: all companies."))
    begin = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}))
    end = forms.DateField(
        label=_("Up to and including"), required=False, widget=forms.DateInput({"type": "date"}),
        help_text=_("By invoice date; for documents we cannot read, by the day they arrived."),
    )  # fmt: skip
    side = forms.ChoiceField(
        label=_("Purchases or sales"), required=False, choices=[("", _("Both")), *Connection.SHORT_NAMES.items()]
    )
    kind = forms.ChoiceField(label=_("Type"), required=False, choices=[("", _("All types")), *Document.Kind.choices])
    field_order = ("company", "begin", "end", "side", "kind")

    def __init__(self, data: Any = None, *, user: User, initial: Any = None) -> None:
        super().__init__(data, user=user, initial=initial)
        for name in OF_THE_LIST:
            self.fields[name] = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
        self.fields["company"].companies = Company.objects.reachable_by(user).distinct()  # type: ignore[attr-defined]  # a CompanyField

    def clean(self) -> dict[str, Any]:
        """What was carried along from the list and is not understood is said: left out, it would take more along."""
        given = self.cleaned_data
        if given.get("begin") and given.get("end") and given["begin"] > given["end"]:
            self.add_error("end", _("This day is before the start date."))
        for name in Search.read(self.carried()).unclear:
            text = visible(cut(given[name], LONGEST))
            self.add_error(None, _("“%(text)s” was not understood. Search again in the list.") % {"text": text})
        return given

    def carried(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in OF_THE_LIST if self.cleaned_data.get(name)}

    def search(self) -> Search:
        given, company = self.cleaned_data, self.cleaned_data["company"]
        asked = {"side": given["side"], "kind": given["kind"], "company": str(company.pk) if company else ""}
        return replace(Search.read(self.carried() | asked), begin=given["begin"], end=given["end"])

    def chosen(self) -> DocumentQuerySet:
        return documents(self.user, self.search())


class LookForm(forms.Form):
    """An operator says why they must see what a document says; without it they do not (L11)."""

    reason = forms.CharField(
        label=_("Why do you need to see this document?"),
        help_text=_("The office reads this on the document's page and in its log. At least ten characters."),
        min_length=10,
        max_length=200,
    )


class QuarantineForm(forms.Form):
    document = forms.IntegerField(
        label=_("Number of the document"),
        help_text=_("The last number in the address of the document's page, such as 27 in /documents/27/."),
        min_value=1,
        max_value=LARGEST_ID,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept with the document. Only operators read it."),
        max_length=200,
    )

    def clean_document(self) -> Document:
        found = Document.everything.filter(pk=self.cleaned_data["document"]).first()
        if found is None:
            raise forms.ValidationError(gettext("There is no document with this number."))
        return found


class UniqueNameForm(forms.ModelForm):  # type: ignore[type-arg]  # takes none at run time
    """`taken` says that the name is in use. The database holds it unique by its `sort_name`."""

    taken: ClassVar[Sentence]

    def refuse_name_of(self, others: QuerySet[Any]) -> None:
        name = self.cleaned_data.get("name")
        if name and others.filter(sort_name=sort_name_of(name)).exists():
            self.add_error("name", str(self.taken))

    def save_unless_taken(self) -> bool:
        """False, and said in the form: a colleague gave this name to another one meanwhile."""
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError:
            self.add_error("name", str(self.taken))
            return False
        return True
