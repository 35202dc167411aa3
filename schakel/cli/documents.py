"""receive: documents given as files on this machine."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from schakel.cli.files import EXISTING_FILE, STANDARD, bytes_of, name_of
from schakel.cli.load import load
from schakel.cli.options import in_json, json_option, language_option, safe
from schakel.einvoice.language import Words

if TYPE_CHECKING:
    from schakel.hub.documents.bills.alike import Alike
    from schakel.hub.documents.filing import Filed, NotFiled, Repeat
    from schakel.hub.documents.models import Document

ALIKE = Words("cli.documents", "alike")
OVER_THE_BAR = "\r\033[K"
FILED = Words("cli.documents", "filed")
HERE_ALREADY = Words("cli.documents", "here_already")
IN = Words("cli.documents", "in")
RECEIVING = Words("cli.documents", "receiving")
RECEIVED = Words("cli.documents", "received")
REFUSED = Words("cli.documents", "refused")


@click.command()
@click.argument("files", nargs=-1, required=True, type=EXISTING_FILE)
@click.option("--history", is_flag=True, help="Keep them as history: never paid, booked, sent or answered.")
@json_option
@language_option
def receive(files: tuple[Path, ...], *, history: bool, as_json: bool, lang: str) -> None:
    """File invoices and credit notes in the connections of their seller and buyer. Sales count as sent by another program.

    One line a file says where it was filed, that it was here already, or why it was refused; - is standard input. The
    exit code is 1 when a file was refused.
    """
    load()
    from django.utils import translation

    refused = 0
    start = OVER_THE_BAR if sys.stderr.isatty() and sys.stdout.isatty() else ""
    with click.progressbar(files, label=RECEIVING.said_in(lang), file=sys.stderr) as bar, translation.override(lang):
        for path in bar:
            answer = receive_file(path, history=history)
            refused += answer["result"] == "refused"
            click.echo(start + (in_json(answer) if as_json else in_words(answer, lang)))
    click.echo(RECEIVED.said_in(lang).format(len(files) - refused, refused), err=True)
    sys.exit(1 if refused else 0)


def receive_file(path: Path, *, history: bool = False) -> dict[str, Any]:
    """What became of one file."""
    from schakel.hub.documents.bills.alike import alike
    from schakel.hub.documents.filing import Filed, NotFiled
    from schakel.hub.documents.models import Document

    outcome = file_document(path, history=history)
    answer: dict[str, Any] = {"file": name_of(path), "result": "refused", "code": None, "text": None, "documents": []}
    if isinstance(outcome, NotFiled):
        return answer | {"code": outcome.code, "text": str(outcome.sentence)}
    result = "filed" if isinstance(outcome, Filed) else "here_already"
    found = alike(outcome.documents, among=Document.everything.all())
    documents = [document_values(each, found[each.pk]) for each in outcome.documents]
    return answer | {"result": result, "documents": documents}


def file_document(path: Path, *, history: bool = False) -> "Filed | Repeat | NotFiled":
    from django.conf import settings

    from schakel.hub.documents import filing
    from schakel.hub.documents.bills.history import HistoryChoice
    from schakel.hub.documents.models import Way

    if path != STANDARD and path.stat().st_size > settings.UPLOAD_LIMIT:
        return filing.TOO_LARGE
    data = bytes_of(path)
    if len(data) > settings.UPLOAD_LIMIT:
        return filing.TOO_LARGE
    choice = HistoryChoice.HISTORY if history else HistoryChoice.BY_DATE
    return filing.file(data, Way.COMMAND, sent_elsewhere=True, history=choice)


def document_values(document: "Document", found: "list[Alike]") -> dict[str, Any]:
    return {
        "kind": document.kind,
        "says": document.get_kind_display(),
        "number": document.number,
        "connection": str(document.connection),
        "alike": [
            {"number": each.other.number, "sameness": each.twin.sameness, "in_quarantine": each.is_in_quarantine}
            for each in found
        ],
    }


def in_words(answer: dict[str, Any], lang: str) -> str:
    """In one line that is safe on a terminal."""
    name = Path(answer["file"]).name
    if answer["result"] == "refused":
        return safe(f"{name}: {REFUSED.said_in(lang)}: {answer['text']} ({answer['code']})")
    says = FILED if answer["result"] == "filed" else HERE_ALREADY
    into = IN.said_in(lang)
    places = "; ".join(
        f"{each['says']} {each['number'][:60]} {into} {each['connection']}" for each in answer["documents"]
    )
    same = [each["number"][:60] for document in answer["documents"] for each in document["alike"]]
    warned = f". {ALIKE.said_in(lang)} {', '.join(same)}" if same else ""
    return safe(f"{name}: {says.said_in(lang)}: {places}{warned}")
