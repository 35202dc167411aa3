"""In which language the seller of a contested invoice is written to, and where."""

import pytest
from django.conf import settings
from django.utils.translation import override

from schakel.einvoice.model import Address, Contact, Identifier, Party
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Way
from schakel.hub.network.models import Protest
from schakel.hub.network.protests.letter import email_of, language_of, letter_text
from schakel.hub.network.protests.reasons import ProtestReason, actions_for
from tests.hub.documents.ubl import invoice


@pytest.mark.parametrize(
    ("country", "post_code", "language"),
    [
        ("BE", "9000", "nl"), ("BE", "1500", "nl"), ("BE", "3999", "nl"), ("BE", "1300", "fr"), ("BE", "B-4000", "fr"),
        ("BE", "4700", "de"), ("BE", "4791", "de"), ("BE", "4792", "fr"), ("BE", "7999", "fr"), ("BE", "1000", "xx"),
        ("BE", "", "xx"), ("BE", "B-", "xx"), ("BE", "٩٠٠٠", "xx"), ("nl", "", "nl"), ("LU", "", "fr"), ("AT", "", "de"),
        ("IE", "", "en"), ("US", "", "en"), ("", "", "xx"),
    ],
)  # fmt: skip
def test_the_language_is_that_of_the_sellers_place(country, post_code, language):
    assert language_of(Party(address=Address(post_code=post_code, country=country)), otherwise="xx") == language


def test_a_seller_without_an_address_is_written_to_in_the_companys_language():
    assert language_of(Party(), otherwise="nl") == "nl"


def test_the_address_is_one_of_the_document():
    assert email_of(Party(contact=Contact(email="a@mill.example"))) == "a@mill.example"
    assert (
        email_of(Party(contact=Contact(email="call us"), endpoint=Identifier("b@mill.example", "EM")))
        == "b@mill.example"
    )
    assert email_of(Party(endpoint=Identifier("0899965307", "0208"))) == ""


@pytest.mark.django_db
@pytest.mark.parametrize("says", ["UQ", "CA", "RE", "withdrawn"])
def test_the_letter_is_whole_in_each_language(purchases, says):
    document = file(invoice(), Way.UPLOAD).documents[0]
    texts = set()
    for language, _name in settings.LANGUAGES:
        protest = Protest(
            company=purchases.company, document=document, says=says, reasons=ProtestReason.values,
            text="Line one\nline two", language=language,
        )  # fmt: skip
        with override("en"):
            text = letter_text(protest)
        texts.add(text)
        assert "2026-1184" in text
        assert "Bakery Cornflower" in text
        assert ("Line one\nline two" in text) == (says != "withdrawn")
    assert len(texts) == len(settings.LANGUAGES)


def test_who_is_asked_to_credit_all_of_it_is_not_asked_for_a_part_too():
    assert actions_for(["price", "vat"], is_rejection=False) == ["CNF", "NIN"]
    assert actions_for(["price", "quantity"], is_rejection=False) == ["CNP"]
    assert actions_for(["goods", "vat", "price"], is_rejection=True) == ["CNF", "NIN"]
