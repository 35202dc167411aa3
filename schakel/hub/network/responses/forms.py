"""The form that asks what to answer, and why; and what *not ours* says."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from schakel.einvoice.responses import ACTION_LIST, Clarification
from schakel.hub.connections.models import Company
from schakel.hub.network.responses.codes import Action, AnswerStatus, Reason

NEEDS_A_REASON = {AnswerStatus.UNDER_QUERY, AnswerStatus.CONDITIONALLY_ACCEPTED, AnswerStatus.REJECTED}
OTHER = "OTH"
ASKED = [(each.value, each.label) for each in Reason if each not in (Reason.NONE, Reason.PARTLY_PAID)]


def not_ours_clarifications(company: Company) -> tuple[Clarification, ...]:
    """A rejection alone does not cancel an invoice under VAT law, so a credit note is asked for as well."""
    text = _("This invoice is not for %(company)s.") % {"company": company}
    return Clarification(Reason.UNRECOGNIZED, text=text), Clarification(Action.CREDIT_NOTE, ACTION_LIST)


class AnswerForm(forms.Form):
    """Which answer; why and what is asked, where the answer needs it."""

    status = forms.ChoiceField(label=_("Your answer"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Why"), required=False, choices=[("", "—"), *ASKED])
    action = forms.ChoiceField(
        label=_("What should the sender do?"), required=False, choices=[("", "—"), *Action.choices]
    )
    text = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=1000,
        help_text=_("The sender reads this."),
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, data: Any = None, *, possible: list[AnswerStatus]) -> None:
        super().__init__(data)
        self.fields["status"].choices = [(each.value, capfirst(each.label)) for each in possible]  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> None:
        given = self.cleaned_data
        if given.get("status") in NEEDS_A_REASON and not (given.get("reason") or given.get("action")):
            self.add_error("reason", _("With this answer, the sender needs to know why, or what to do."))
        if OTHER in (given.get("reason"), given.get("action")) and not given.get("text"):
            self.add_error("text", _("Explain in your own words what you mean by “something else”."))
        if given.get("text") and not (given.get("reason") or given.get("action")):
            self.add_error("reason", _("Choose a reason, so that the sender's program understands it too."))

    def clarifications(self) -> tuple[Clarification, ...]:
        given, text = self.cleaned_data, self.cleaned_data["text"]
        reason, action = given["reason"], given["action"]
        found = [Clarification(reason, text=text)] if reason else []
        if action:
            found.append(Clarification(action, ACTION_LIST, text="" if reason else text))
        return tuple(found)
