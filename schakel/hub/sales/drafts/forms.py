"""The form of a draft. It shows what was typed and what is to be put right; the judging is done in `check`."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from schakel.hub.sales.countries import countries
from schakel.hub.sales.drafts.compose import ADVANCE, CREDIT_NOTE, INVOICE, DraftProblem
from schakel.hub.sales.drafts.content import Content, Row
from schakel.hub.sales.drafts.units import units
from schakel.hub.sales.drafts.vat import TREATMENTS
from schakel.hub.sales.models import Draft
from schakel.hub.web.language import OWN_NAMES, Sentence

KINDS = [(INVOICE, _("invoice")), (ADVANCE, _("advance invoice")), (CREDIT_NOTE, _("credit note"))]
WHAT = [("allowance", _("discount")), ("charge", _("costs"))]
GUESSED = _("Guessed: please check.")
OFF = {"autocomplete": "off"}


def text(label: Sentence, hint: Sentence = "", *, required: bool = False, **attrs: str) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=required, widget=forms.TextInput({**OFF, **attrs}))


def number(label: Sentence, hint: Sentence = "", *, required: bool = False) -> forms.CharField:
    return text(label, hint, required=required, inputmode="decimal")


def date(label: Sentence, hint: Sentence = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=False, widget=forms.DateInput({"type": "date"}))


def area(label: Sentence, hint: Sentence = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=False, widget=forms.Textarea({"rows": 2}))


def choice(label: Sentence, choices: Any, hint: Sentence = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, help_text=hint)


class PartForm(forms.Form):
    """Bound to what was typed; its errors are the problems that lead to its fields."""

    def __init__(self, content: Any, problems: Iterable[DraftProblem], *, prefix: str = "") -> None:
        self.problems = list(problems)
        super().__init__(content, prefix=prefix or None)

    def full_clean(self) -> None:
        self._errors = ErrorDict()
        names = {self.add_prefix(name): name for name in self.fields}
        for each in self.problems:
            if each.field in names:
                self._errors[names[each.field]] = ErrorList([str(each.sentence)])


class DraftForm(PartForm):
    customer_name = text(_("Name"), _("All or part of the name of an existing customer."), required=True)
    customer_number = text(_("Enterprise or VAT number"), required=True)
    customer_street = text(_("Street and number"))
    customer_street_2 = text(_("Second address line"))
    customer_post_code = text(_("Postal code"))
    customer_city = text(_("City"))
    customer_country = choice(_("Country"), countries)
    customer_email = text(_("E-mail address"), type="email")
    customer_endpoint = text(_("Peppol address"), _("Only if it differs from the one based on the number."))
    customer_vat = forms.BooleanField(
        label=_("Has no VAT number"), required=False, widget=forms.CheckboxInput({"value": "no"}, check_test=bool)
    )
    buyer_reference = text(
        _("Reference of the customer"),
        _("A name, a department, or what the customer asked for. Peppol rejects the invoice without it."),
        required=True,
    )
    payment_days = text(_("Payment term (days)"), required=True, inputmode="numeric")
    iban = text(_("Account"))
    communication = text(_("Structured communication"))
    kind = choice(_("Type"), KINDS)
    language = choice(_("Language of the document"), OWN_NAMES)
    issue_date = date(_("Date"), _("Empty: the day you send it."))
    due_date = date(_("Due date"), _("Instead of a number of days."))
    delivered_on = date(_("Delivery date"))
    order_reference = text(_("Order number"), _("From the customer; you can use it instead of the reference."))
    preceding_number = text(_("Number of an earlier invoice"), _("The invoice that this one corrects or continues."))
    preceding_date = date(_("Date of that invoice"))
    prepaid = number(_("Already paid"), _("VAT included. We deduct it from the amount to pay."))
    payment_terms = area(_("Payment terms"))
    note = area(_("Note"))

    def __init__(self, draft: Draft, problems: Iterable[DraftProblem] = (), *, accounts: list[str]) -> None:
        super().__init__(draft.content, problems)
        chosen = draft.content.get("iban", "")
        if accounts:
            known = dict.fromkeys([*accounts, *([chosen] if chosen else [])])
            self.fields["iban"] = choice(_("Account"), [(each, each) for each in known] + [("", _("none"))])
        for name in draft.guessed:
            self.mark_guessed(name)

    def mark_guessed(self, name: str) -> None:
        """In the hint, which the field is described by."""
        field, mark = self.fields[name], '<strong class="guessed" id="id_{}_guessed">{}</strong> {}'
        field.help_text = format_html(mark, name, GUESSED, field.help_text)


class LineForm(PartForm):
    name = text(_("Description"), required=True)
    quantity = number(_("Quantity"), required=True)
    unit = choice(_("Unit"), units)
    price = number(_("Price"), required=True)
    vat = choice(_("VAT"), [(key, each.label) for key, each in TREATMENTS.items()])
    discount = text(_("Discount"), _("An amount, or a percentage such as 10 %."), inputmode="text")
    description = area(_("Explanation"))


class AdjustmentForm(PartForm):
    what = choice(_("Discount or costs"), WHAT)
    amount = text(_("Amount or percentage"), required=True)
    reason = text(_("Reason"))
    vat = choice(_("VAT"), [(key, each.label) for key, each in TREATMENTS.items()])


def row_forms(form: type[PartForm], group: str, content: Content, problems: Iterable[DraftProblem]) -> list[PartForm]:
    at_rows = list(problems)
    return [row_form(form, group, place, row, at_rows) for place, row in enumerate(content.get(group, []))]


def row_form(form: type[PartForm], group: str, place: int, row: Row, problems: list[DraftProblem]) -> PartForm:
    at = f"{group}-{place}"
    return form({f"{at}-{name}": value for name, value in row.items()}, problems, prefix=at)
