"""What every forwarder asks, whatever its kind; the kind's own form stands beside the kind."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from schakel.hub.audit.actions import Action
from schakel.hub.connections.forms import PickForm
from schakel.hub.connections.models import Company, Connection
from schakel.hub.forwarding import file_names
from schakel.hub.forwarding.kinds.form import OptionsForm
from schakel.hub.forwarding.models import Forwarder, Route
from schakel.hub.forwarding.route_choices import SetUpChoices
from schakel.hub.web.language import OWN_NAMES

MOST_FAULTS = 10  # said at once


class ForwarderForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = Forwarder
        fields: ClassVar[list[str]] = ["name", "contents", "language", "pattern", "after_approval"]
        labels: ClassVar[dict[str, Any]] = {
            "name": _("Name"),
            "contents": _("What is sent"),
            "language": _("Language of the PDF and the e-mail"),
            "pattern": _("File names"),
            "after_approval": _("Only after approval for payment"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "contents": _("XML is always best: the package reads it without guessing."),
            "pattern": _("Words in braces are filled in: {date} {number} {party} {company} {enterprise} {side} {id}"),
            "after_approval": _("If the company requires approval, its purchase invoices wait for it."),
        }

    language = forms.ChoiceField(choices=OWN_NAMES, label=_("Language of the PDF and the e-mail"))
    since = forms.DateField(
        label=_("Include documents received since"),
        required=False,
        help_text=_("Empty: only documents that arrive from now on. This applies to companies you add now."),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, *, instance: Forwarder, initial: Any = None) -> None:
        super().__init__(data, instance=instance, initial=initial)
        if not instance.kind_itself.takes_two_files:
            field = self.fields["contents"]
            field.choices = [each for each in field.choices if each[0] != Forwarder.Contents.BOTH]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_pattern(self) -> str:
        pattern: str = self.cleaned_data["pattern"].strip()
        file_names.check_pattern(pattern)
        return pattern

    def accepts(self, choices: SetUpChoices, *, routes: Iterable[int]) -> bool:
        """At least one company takes part, or goes on taking part without a line on the page, and every address is one; else
        the errors say so. `routes`: the connections that take part now."""
        cells = choices.cells
        if not any(cell.is_on for _company, cell in cells) and not choices.leave(routes):
            self.add_error(None, _("Choose at least one company."))
        faults = [f"{company}: {cell.fault}" for company, cell in cells if cell.fault]
        for fault in faults[:MOST_FAULTS]:
            self.add_error(None, fault)
        if more := faults[MOST_FAULTS:]:
            text = ngettext("%(n)s more address is wrong.", "%(n)s more addresses are wrong.", len(more))
            self.add_error(None, text % {"n": len(more)})
        return not self.errors


def save_forwarder(form: ForwarderForm, options: OptionsForm) -> Forwarder:
    """Both are valid. What waits to go there takes the turn of where it goes now."""
    forwarder: Forwarder = form.instance
    forwarder.options, forwarder.secrets = options.options(), forwarder.known_secrets | options.secrets()
    forwarder.kind_itself.prepare(forwarder)
    is_new = forwarder.pk is None
    form.save()
    forwarder.record(Action.FORWARDER_ADDED if is_new else Action.FORWARDER_CHANGED, *form.changed_data)
    forwarder.all_forwards.queued().update(turn=forwarder.turn)
    return forwarder


class RouteForm(PickForm):
    """Which route the test document takes, where there are too many to list. `route` is there when it is valid."""

    side = forms.ChoiceField(
        label=_("Purchases or sales"), required=False, choices=[("", _("Either")), *Connection.SHORT_NAMES.items()]
    )
    route: Route

    def __init__(self, data: Any = None, *, routes: QuerySet[Route]) -> None:
        super().__init__(data, companies=Company.objects.filter(pk__in=routes.values("connection__company")))
        self.routes = routes

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        found = self.routes.filter(connection__company=company) if (company := given.get("company")) else self.routes
        route = (found.filter(connection__side=side) if (side := given.get("side")) else found).first()
        if route is None and not self.errors:
            self.add_error("side", _("Nothing is forwarded from there."))
        elif route:
            self.route = route
        return given


class PeriodForm(forms.Form):
    """Which documents of a company go again."""

    forwarder = forms.ModelChoiceField(Forwarder.objects.none(), label=_("To"), empty_label=None)
    since = forms.DateField(label=_("Received from"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    until = forms.DateField(label=_("Up to and including"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    also_sent = forms.BooleanField(
        label=_("Include documents already forwarded"),
        required=False,
        help_text=_("The package then gets them a second time."),
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("since") and told.get("until") and told["since"] > told["until"]:
            raise forms.ValidationError(_("The start date is after the end date."))
        return told
