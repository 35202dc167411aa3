"""What a company's invoices say of the company: settings, an account, a logo."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.model import Invoice
from schakel.einvoice.render.letterhead import Letterhead, is_readable
from schakel.einvoice.render.pdf import PdfFailed, pdf
from schakel.einvoice.render.picture import LARGEST, NotAPicture, Picture, PictureTooLarge, picture
from schakel.hub.connections.enterprise_lookup import find_enterprise
from schakel.hub.connections.forms import AddressField
from schakel.hub.connections.models import Company
from schakel.hub.documents import store
from schakel.hub.sales.countries import countries
from schakel.hub.sales.models import Seller
from schakel.hub.web.fields import IbanField
from schakel.hub.web.language import OWN_NAMES

LONGEST_TERM = 365  # days
LONGEST_TEXT = 1000  # characters
TEXTS = {
    "terms": _("Payment terms"),
    "note": _("Note on every invoice"),
    "mail": _("Text of the e-mail with an invoice"),
}
TOO_LIGHT = _("This colour is too light to be read on white paper. Choose a darker one.")


class SellerForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = Seller
        fields: ClassVar[list[str]] = [
            "street", "post_code", "city", "country", "telephone", "email", "payment_days", "regime", "colour",
        ]  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {
            "colour": forms.TextInput({"type": "color"}),
            "regime": forms.RadioSelect,
        }

    country = forms.ChoiceField(label=_("Country"), choices=countries)
    email = AddressField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        help_text=_("Replies to e-mails with invoices go there."),
    )
    payment_days = forms.IntegerField(label=_("Payment term (days)"), min_value=0, max_value=LONGEST_TERM)

    def __init__(self, data: Any = None, *, instance: Seller) -> None:
        super().__init__(data, instance=instance, initial={} if instance.pk else address_in_register(instance.company))
        for language, _word in settings.LANGUAGES:
            for name, label in TEXTS.items():
                self.fields[f"{name}_{language}"] = forms.CharField(
                    label=label,
                    required=False,
                    max_length=LONGEST_TEXT,
                    initial=instance.text(name, language),
                    widget=forms.Textarea({"rows": 2, "lang": language}),
                )

    def clean_colour(self) -> str:
        colour = str(self.cleaned_data["colour"]).lower()
        if colour.startswith("#") and len(colour) == 7 and not is_readable(colour):
            raise forms.ValidationError(TOO_LIGHT)
        return colour

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        self.instance.texts = {
            language: {name: text for name in TEXTS if (text := cleaned.get(f"{name}_{language}"))}
            for language, _word in settings.LANGUAGES
        }
        return cleaned

    def groups(self) -> list[tuple[str, list[Any]]]:
        """The texts by language, the company's own first; each with its fields."""
        first = self.instance.company.language
        languages = sorted(OWN_NAMES, key=lambda each: each[0] != first)
        return [(str(word), [self[f"{name}_{code}"] for name in TEXTS]) for code, word in languages]


def address_in_register(company: Company) -> dict[str, str]:
    """What is filled in before anybody wrote an address: that of the public register, where it is known."""
    found = find_enterprise(company.enterprise_number, language=company.language)
    return {"street": found.street[:150], "post_code": found.post_code, "city": found.city[:100]} if found else {}


class SellerAccountForm(forms.Form):
    iban = IbanField()


class LogoForm(forms.Form):
    """After cleaning, `logo` is the picture as it is kept."""

    logo = forms.FileField(
        label=_("File"),
        help_text=_("PNG or JPEG, at most 500 kB."),
        widget=forms.FileInput({"accept": "image/png,image/jpeg"}),
    )

    def __init__(self, *data: Any, company: Company) -> None:
        super().__init__(*data)
        self.company = company

    def save(self) -> None:
        digest = store.keep(self.cleaned_data["logo"].data)
        Seller.objects.update_or_create(company=self.company, defaults={"logo": digest})

    def clean_logo(self) -> Picture:
        file = self.cleaned_data["logo"]
        try:
            if file.size > LARGEST:
                raise PictureTooLarge(str(file.size))
            return require_printable(picture(file.read()))
        except EInvoiceError as fault:
            raise forms.ValidationError(fault.said_in(get_language() or "en")) from fault


def require_printable(logo: Picture) -> Picture:
    """A page is made with it once, so that no invoice fails on it later."""
    try:
        pdf(Invoice(), "en", ubl=b"", letterhead=Letterhead(logo=logo))
    except PdfFailed as fault:
        raise NotAPicture(fault.detail) from fault
    return logo
