"""The fields that several rooms ask."""

import pytest
from django import forms
from django.utils.translation import override

from schakel.hub.web.fields import IbanField


class Asking(forms.Form):
    iban = IbanField()


def answered(text: str) -> tuple[str, list[str]]:
    form = Asking({"iban": text})
    return ("", form.errors["iban"]) if not form.is_valid() else (form.cleaned_data["iban"], [])


@pytest.mark.parametrize("text", ["BE71096123456769", "be71 0961 2345 6769", " BE71-0961-2345-6769 "])
def test_an_account_is_taken_as_people_write_it_and_kept_compact(text):
    assert answered(text) == ("BE71096123456769", [])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("BE71096123456768", "not a valid account number"),
        ("TR330006100519786457841326", "outside the SEPA area"),
        (" ", "This field is required."),
        ("B" * 61, "at most 60 characters"),
    ],
)
def test_what_a_transfer_cannot_reach_is_refused_in_the_readers_words(text, sentence):
    with override("en"):
        assert sentence in answered(text)[1][0]


def test_where_it_is_optional_nothing_is_nothing():
    assert IbanField(required=False).clean("") == ""
