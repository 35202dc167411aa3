"""Why something was not forwarded, in the reader's words: the codes of an Outcome."""

from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
    "fault": _("Something unexpected went wrong. We will try again."),
}


@cache
def sentences() -> dict[str, str | Promise]:
    """By code, with what each kind says of its own."""
    found = dict(OF_EVERY_KIND)
    for kind in kinds().values():
        found |= kind.sentences
    return found


def sentence(code: str) -> str:
    return str(sentences().get(code, code))
