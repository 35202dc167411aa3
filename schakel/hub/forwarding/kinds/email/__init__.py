"""By e-mail: to an address of the package, one for each client file, or one for purchases and one for sales."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from email.utils import parseaddr
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from schakel.hub.forwarding.kinds.email import send
from schakel.hub.forwarding.kinds.email.form import EmailForm
from schakel.hub.forwarding.kinds.kind import ForwarderKind, Outcome, Parcel, Place
from schakel.hub.forwarding.models import Forwarder


class Email(ForwarderKind):
    code: ClassVar = "email"
    position: ClassVar = 10
    name: ClassVar = _("By e-mail")
    word: ClassVar = _("by e-mail")
    guide: ClassVar = _(
        "In your package, each client file has its own address for incoming documents. Fill in that "
        "address for each company. Some packages have one address for purchases and another for sales."
    )
    takes_notices: ClassVar = True
    form: ClassVar = EmailForm
    address_label: ClassVar = _("E-mail address in the package")
    is_address_needed: ClassVar = True
    sentences: ClassVar = {
        "mail_server": _("Our mail server did not respond, or refused to encrypt. We will try again."),
        "mail_later": _("The e-mail could not be delivered yet. We will try again."),
        "address_refused": _("The e-mail address does not exist, or refuses this e-mail. Check the address."),
        "bounced": _("The e-mail came back: it was not delivered. Check the address."),
        "too_many": _("This address received many e-mails this hour. We will send the rest later."),
    }

    @property
    def sender(self) -> str:
        return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]

    def destination(self, options: Mapping[str, Any]) -> str:
        """All mail leaves by the operator's own server."""
        return "mail"

    def turn(self, forwarder: Forwarder) -> str:
        return f"mail {forwarder.office_id}"

    def check_address(self, text: str) -> str:
        address = text.strip()
        validate_email(address)
        return address

    def batch(self) -> AbstractContextManager[None]:
        return send.batch()

    def send(self, parcel: Parcel, to: Place) -> Outcome:
        return send.send(parcel, to)


KIND = Email()
