"""Why something was not forwarded, in the reader's words: the codes of an Outcome."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "mail_server": _("Our mail server did not answer, or would not encrypt. It will be tried again."),
    "mail_later": _("The mail could not be delivered yet. It will be tried again."),
    "address_refused": _("The mail address does not exist, or refuses this mail. Check the address."),
    "bounced": _("The mail came back: it was not delivered. Check the address."),
    "too_many": _("This address got very many mails this hour; the rest follows."),
    "no_address": _("There is no address for this company. Fill it in."),
    "no_answer": _("The server did not answer. It will be tried again."),
    "target_refused": _("This address may not be used from here. Ask the operator of this installation."),
    "not_taken": _("The receiver did not take it. It will be tried again."),
    "gone": _("The receiver says that this address is gone for good."),
    "host_key": _(
        "The server shows another key than before. It may be another server: ask its owner, then accept the key."
    ),
    "no_host_key": _("The key of the server has not been accepted yet. Press Test, compare, and accept it."),
    "sign_in": _("The server refused the user name, the password or the key."),
    "folder": _("The folder does not exist there, or may not be written to."),
    "name_taken": _("Another file with this name lies there; it was left as it is."),
    "no_client": _("This installation lacks what SFTP needs. Tell the operator."),
    "not_here": _("The operator of this installation set no folder for this."),
    "secret": _("The password can no longer be read. Fill it in again."),
    "damaged": _("The file in the store is damaged. The operator can put it back from a backup."),
    "not_scanned": _("Not scanned for viruses yet. The files can be opened and forwarded as soon as that is done."),
    "no_pdf": _("No PDF can be made of this document, since it cannot be read."),
    "fault": _("Something unexpected went wrong. It will be tried again."),
}


def sentence(code: str) -> str:
    return str(SENTENCES.get(code, code))
