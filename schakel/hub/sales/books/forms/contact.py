"""A customer as typed, or as a row of a spreadsheet gives them: the same questions, the same sentences."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from schakel.einvoice.belgium import EnterpriseNumber, NotAnEnterpriseNumber
from schakel.einvoice.codelists import codes
from schakel.hub.connections.forms import AddressField
from schakel.hub.documents.placement import VAT_SCHEMES
from schakel.hub.sales.countries import countries
from schakel.hub.sales.models import Contact
from schakel.hub.web.language import OWN_NAMES

LONGEST_TERM = 365  # days
NO_NUMBER = _(
    "This is neither a Belgian enterprise number nor a VAT number with its country in front, such as FR12345678901."
)
NO_ENDPOINT = _("A Peppol address has a scheme and a number, such as 0208:0407214017.")


class ContactForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = Contact
        fields: ClassVar[list[str]] = [
            "name", "number", "is_vat_payer", "street", "street_2", "post_code", "city", "country", "email", "language",
            "payment_days", "buyer_reference", "endpoint",
        ]  # fmt: skip

    number = forms.CharField(
        label=_("Enterprise or VAT number"),
        required=False,
        max_length=40,
        help_text=_("For example 0407.214.017; for a customer abroad, the VAT number. Private individuals have none."),
    )
    is_vat_payer = forms.TypedChoiceField(
        label=_("Has a VAT number"), choices=[("1", _("yes")), ("0", _("no"))], coerce=lambda value: value == "1"
    )
    country = forms.ChoiceField(label=_("Country"), choices=countries)
    email = AddressField(label=_("E-mail address"), required=False, max_length=254)
    language = forms.ChoiceField(label=_("Language of the invoices"), choices=OWN_NAMES)
    payment_days = forms.IntegerField(
        label=_("Payment term (days)"),
        required=False,
        min_value=0,
        max_value=LONGEST_TERM,
        help_text=_("Empty: same as in your settings."),
    )
    endpoint = forms.CharField(
        label=_("Peppol address"),
        required=False,
        max_length=60,
        help_text=_("Only if it differs from the one based on the number."),
    )

    def __init__(self, data: Any = None, *, instance: Contact) -> None:
        super().__init__(data, instance=instance)
        self.initial["number"] = instance.number or instance.vat_number
        self.initial["is_vat_payer"] = "1" if instance.vat_number or not instance.pk else "0"

    def clean_endpoint(self) -> str:
        written = str(self.cleaned_data["endpoint"])
        scheme, _colon, value = written.partition(":")
        if written and (scheme.strip() not in codes("EAS-electronic-address-scheme") or not value.strip()):
            raise forms.ValidationError(NO_ENDPOINT)
        return f"{scheme.strip()}:{value.strip()}" if written else ""

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        enterprise, vat = self.numbers(str(cleaned.get("number") or ""), str(cleaned.get("country", "")))
        self.instance.enterprise_number = enterprise
        self.instance.vat_number = vat if cleaned.get("is_vat_payer") else ""
        return cleaned

    def numbers(self, written: str, country: str) -> tuple[str, str]:
        """(enterprise number, VAT number)"""
        bare = "".join(c for c in written if c.isalnum()).upper()
        if not bare:
            return "", ""
        if bare[:2] in VAT_SCHEMES and bare[:2] != "BE" and any(c.isdigit() for c in bare[2:]):
            return "", bare[:20]
        try:
            found = EnterpriseNumber.parse(written)
        except NotAnEnterpriseNumber as fault:
            self.add_error("number", fault.said_in(get_language() or "en") if country == "BE" else NO_NUMBER)
            return "", ""
        return found.digits, found.vat_number
