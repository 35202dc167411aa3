"""The corpus on the page: every valid example, in the four languages by turns, and everything else without an accident."""

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.test import RequestFactory
from django.utils import translation
from lxml import etree

from schakel.cli import main
from schakel.hub.connections.models import Connection, Office
from schakel.hub.documents.bills import effects
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.documents.views.detail import detail
from schakel.hub.people.models import User
from tests.hub.conftest import signed_in
from tests.hub.documents.corpus import move_in, valid_examples

WHOLE = (
    "gobl-ubl", "misc-open-source", "ublbe", "xrechnung-testsuite", "zugferd-corpus-ubl", "invoice-response", "mlr",
)  # fmt: skip
TO_PAY = {"nl": "Te betalen", "fr": "À payer", "en": "To pay", "de": "Zu zahlen"}


def page(user: User, document: Document, *, language: str = "en") -> str:
    """As the view answers, without the way through the middleware: hundreds of pages are asked for here."""
    request = RequestFactory(headers={"host": settings.HOST}).get(f"/documents/{document.pk}/")
    request.user, request.htmx = user, False
    with translation.override(language):
        answer = detail(request, pk=document.pk)
    assert answer.status_code == 200, document
    return answer.content.decode()


@pytest.mark.whole
def test_every_valid_example_is_received_by_command_and_read_in_one_language_after_another(
    corpus, office: Office, alice
):
    paths = valid_examples(corpus)
    move_in(office, paths)
    result = CliRunner().invoke(main, ["receive", *map(str, paths)])
    lines = result.stdout.splitlines()
    assert len(lines) == len(paths) >= 80
    assert [line for line in lines if ": filed: " not in line and ": already here: " not in line] == []
    assert result.exit_code == 0
    documents = Document.objects.select_related("connection")
    assert len(documents) >= 80
    for document, (language, to_pay) in zip(documents, cycle(TO_PAY.items()), strict=False):
        said = page(alice, document, language=language)
        is_purchase = document.connection.side == Connection.Side.PURCHASE
        is_payable = effects.of(document).is_payable  # the corpus has the same bill in several dresses
        assert not is_purchase or document.money_back or not is_payable or to_pay in said


@pytest.mark.whole
def test_no_document_of_the_corpus_breaks_a_page(corpus, purchases, alice):
    """Whatever arrives over the network: other kinds of documents and broken ones too."""
    paths = list(telling(path for folder in WHOLE for path in sorted((corpus / folder / "docs").iterdir())))
    for path in paths:
        outcome = file(path.read_bytes(), Way.PEPPOL, into=purchases)
        said = page(alice, outcome.documents[0])
        assert ("cannot be shown" in said) == bool(outcome.documents[0].fault), path
    assert len(paths) > 70
    assert signed_in(alice).get("/documents/").status_code == 200


def telling(paths: Iterator[Path]) -> Iterator[Path]:
    """Those with an element in a place, or a code, that none before had."""
    seen: set[tuple[str, ...]] = set()
    for path in paths:
        elements = list(etree.parse(path).iter("*"))
        places = {(*(above.tag for above in each.iterancestors()), each.tag) for each in elements}
        codes = {(each.tag, (each.text or "").strip()) for each in elements if each.tag.endswith("Code")}
        if (places | codes) - seen:
            yield path
        seen |= places | codes
