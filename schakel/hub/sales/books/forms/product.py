"""A product as one types it, or as a row of a spreadsheet has it."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from schakel.hub.sales.drafts.parse_input import number_in, typed_price
from schakel.hub.sales.drafts.units import units
from schakel.hub.sales.drafts.vat import TREATMENTS
from schakel.hub.sales.models import Product

MOST_DECIMALS = 4
NO_PRICE = _("Write a price, such as 1234,50: not below zero, at most four decimals.")


def treatments() -> list[tuple[str, Any]]:
    return [(key, each.label) for key, each in TREATMENTS.items()]


class ProductForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = Product
        fields: ClassVar[list[str]] = ["name", "description", "unit", "price", "vat"]
        widgets: ClassVar[dict[str, Any]] = {"description": forms.Textarea({"rows": 2})}

    unit = forms.ChoiceField(label=_("Unit"), choices=units)
    price = forms.CharField(
        label=_("Price without VAT"), required=False, max_length=30, widget=forms.TextInput({"inputmode": "decimal"})
    )
    vat = forms.ChoiceField(label=_("VAT"), choices=treatments)

    def __init__(self, data: Any = None, *, instance: Product) -> None:
        super().__init__(data, instance=instance)
        self.initial["price"] = typed_price(instance.price)
        self.initial["vat"] = instance.vat or "21"

    def clean_price(self) -> Decimal | None:
        written = str(self.cleaned_data["price"])
        if not written:
            return None
        price = number_in(written)
        if price is None or price < 0 or price != round(price, MOST_DECIMALS):
            raise forms.ValidationError(NO_PRICE)
        return price
