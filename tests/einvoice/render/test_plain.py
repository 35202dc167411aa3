from dataclasses import replace

import pytest

from schakel.einvoice.language import LANGUAGES
from schakel.einvoice.model import Invoice, Kind
from schakel.einvoice.render.plain import plain
from schakel.einvoice.render.view import view
from tests.einvoice.full import full_invoice, values


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_of_the_page_is_in_the_text(language):
    page = view(full_invoice(Kind.CREDIT_NOTE), language)
    text = plain(page)
    for value in values(replace(page, headings={}, language="")):
        assert str(value) in text


def test_sections_without_content_have_no_title():
    text = plain(view(Invoice(number="F1"), "en"))
    assert text.startswith("Invoice F1\n==========\n")
    assert "References" not in text
    assert "Payment" not in text
