"""Why something was not forwarded, in the reader's words: the codes of an Outcome. What bookkeeping has to know of a document."""

from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schakel.hub.documents.bills.models import Effect
from schakel.hub.forwarding.kinds import kinds

OF_EVERY_KIND: dict[str, str | Promise] = {
    "no_address": _("There is no address for this company. Fill it in."),
    "no_answer": _("The server did not respond. We will try again."),
    "target_refused": _("You cannot use this address from here. Ask the operator of this installation."),
    "folder": _("The folder does not exist there, or may not be written to."),
    "name_taken": _("Another file with this name already exists there; we did not change it."),
    "secret": _("The password can no longer be read. Fill it in again."),
    "damaged": _("The stored file is damaged. The operator can restore it from a backup."),
    "not_scanned": _("Not scanned for viruses yet. You can open and forward the files once that is done."),
    "no_pdf": _("We cannot make a PDF of this document, because it cannot be read."),
    "no_papers": _("This package takes electronic invoices only: a paper is not forwarded to it."),
    "fault": _("Something unexpected went wrong. We will try again."),
}

MARKS: dict[str, str | Promise] = {
    Effect.COUNTS: _("It counts again, as it was forwarded."),
    Effect.CONTESTED: _("It is contested: do not pay it until this is settled."),
    Effect.REFUSED: _("It was refused: take it out of the bookkeeping."),
    Effect.DUPLICATE: _("It is probably here twice: take it out of the bookkeeping until somebody decides."),
    Effect.MERGED: _("It is the same as another bill: take it out of the bookkeeping."),
    Effect.REPLACED: _("Another bill replaces it: take it out of the bookkeeping."),
}  # by what it counts for; the others ask nothing of it


@cache
def sentences() -> dict[str, str | Promise]:
    """By code, with what each kind says of its own."""
    found = dict(OF_EVERY_KIND)
    for kind in kinds().values():
        found |= kind.sentences
    return found


def sentence(code: str) -> str:
    return str(sentences().get(code, code))


def mark_of(effect: str) -> str:
    return str(MARKS[effect])
