"""The form that asks why an invoice is contested, what is said to the seller, and where they are mailed."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from schakel.base.characters import to_xml
from schakel.hub.connections.forms import AddressField
from schakel.hub.documents.models import Document
from schakel.hub.network.models import Protest
from schakel.hub.network.protests.contest import ProtestRequest
from schakel.hub.network.protests.letter import email_of, language_of, seller_of
from schakel.hub.network.protests.reasons import ProtestReason
from schakel.hub.web.language import OWN_NAMES

Says = Protest.Says
LONGEST = 1000  # characters of what they write
SAYS = [
    (Says.UNDER_QUERY.value, _("We contest it: we do not pay before the seller answers")),
    (Says.CONDITIONALLY_ACCEPTED.value, _("We accept it on the condition below")),
    (Says.REJECTED.value, _("We refuse the whole invoice")),
]


class ProtestForm(forms.Form):
    says = forms.ChoiceField(label=_("What do you say?"), widget=forms.RadioSelect, choices=SAYS, initial="UQ")
    reasons = forms.MultipleChoiceField(
        label=_("Why"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(each.value, capfirst(each.label)) for each in ProtestReason],
        error_messages={"required": _("Choose at least one reason.")},
    )
    text = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=LONGEST,
        help_text=_("The seller reads this."),
        widget=forms.Textarea({"rows": 4}),
    )
    email = AddressField(
        label=_("E-mail address of the seller"),
        required=False,
        max_length=254,
        help_text=_("Check it: your protest goes there. Empty: no e-mail is sent."),
    )
    language = forms.ChoiceField(label=_("Language of the e-mail"), choices=OWN_NAMES)
    after = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, document: Document, newest: Protest | None) -> None:
        super().__init__(data, initial=usual_answers(document, newest))
        self.fields["reasons"].choices = [(each.value, capfirst(each.label)) for each in ProtestReason]  # type: ignore[attr-defined]  # in the language of this moment

    def clean_text(self) -> str:
        return to_xml(self.cleaned_data["text"]).strip()

    def clean(self) -> None:
        given = self.cleaned_data
        if not given.get("text") and ProtestReason.OTHER in given.get("reasons", ()):
            self.add_error("text", _("Explain in your own words what you mean by “something else”."))
        elif not given.get("text") and given.get("says") == Says.CONDITIONALLY_ACCEPTED:
            self.add_error("text", _("Say on which condition you accept it."))

    def asked(self) -> ProtestRequest:
        given = self.cleaned_data
        return ProtestRequest(
            Says(given["says"]),
            reasons=given["reasons"],
            text=given["text"],
            email=given["email"],
            language=given["language"],
            after=given["after"],
        )


def usual_answers(document: Document, newest: Protest | None) -> dict[str, Any]:
    """Where the protest before went; else what the document says."""
    if newest and newest.email:
        return {"email": newest.email, "language": newest.language, "after": newest.pk}
    seller, own = seller_of(document), document.connection.company.language
    return {
        "email": email_of(seller) if seller else "",
        "language": language_of(seller, otherwise=own) if seller else own,
        "after": newest.pk if newest else None,
    }
