"""The corpus on the page: every valid example, in the four languages by turns, and everything else without an accident."""

from itertools import cycle

from django.conf import settings
from django.test import RequestFactory
from django.utils import translation

from schakel.hub.connections.models import Connection, Office
from schakel.hub.documents.filing import Filed, file
from schakel.hub.documents.models import Document, Way
from schakel.hub.documents.one import detail
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


def test_every_valid_example_is_read_in_one_of_the_four_languages_after_another(corpus, office: Office, alice):
    paths = valid_examples(corpus)
    move_in(office, paths)
    outcomes = [file(path.read_bytes(), Way.COMMAND) for path in paths]
    documents = [outcome.documents[0] for outcome in outcomes if isinstance(outcome, Filed)]
    assert len(documents) >= 80
    for document, (language, to_pay) in zip(documents, cycle(TO_PAY.items()), strict=False):
        said = page(alice, document, language=language)
        is_purchase = document.connection.kind == Connection.Kind.PURCHASE
        assert not is_purchase or document.money_back or to_pay in said


def test_no_document_of_the_corpus_breaks_a_page(corpus, purchases, alice):
    """Whatever arrives over the network: other kinds of documents and broken ones too."""
    paths = [path for folder in WHOLE for path in sorted((corpus / folder / "docs").iterdir())]
    for path in paths:
        outcome = file(path.read_bytes(), Way.PEPPOL, into=purchases)
        said = page(alice, outcome.documents[0])
        assert ("cannot be shown" in said) == bool(outcome.documents[0].fault), path
    assert len(paths) > 150
    assert signed_in(alice).get("/documents/").status_code == 200
