"""By webhook: a signed POST to the office's own system, by Standard Webhooks."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from schakel.hub.forwarding.kinds.kind import ForwarderKind, Outcome, Parcel, Place
from schakel.hub.forwarding.kinds.webhook import send, signatures
from schakel.hub.forwarding.kinds.webhook.form import WebhookForm
from schakel.hub.forwarding.models import Forwarder


class Webhook(ForwarderKind):
    code: ClassVar = "webhook"
    position: ClassVar = 40
    name: ClassVar = _("By webhook")
    word: ClassVar = _("by webhook")
    guide: ClassVar = _(
        "We post each document to an address of your own system, signed according to the Standard "
        "Webhooks specification. Your system checks the signature with the secret you find here after "
        "saving."
    )
    takes_notices: ClassVar = True
    form: ClassVar = WebhookForm
    switched_off_after: ClassVar = timedelta(days=3)
    page_panel: ClassVar = "forwarding/webhook.html"
    sentences: ClassVar = {
        "not_taken": _("The receiver did not accept it. We will try again."),
        "gone": _("The receiver says this address no longer exists."),
    }

    def destination(self, options: Mapping[str, Any]) -> str:
        return f"webhook {urlsplit(options.get('url', '')).netloc}"

    def prepare(self, forwarder: Forwarder) -> None:
        if not forwarder.encrypted:
            forwarder.secrets = signatures.new_secrets()

    def roll_over(self, secrets: Mapping[str, Any], *, is_ended: bool) -> dict[str, Any]:
        return signatures.end_old(secrets) if is_ended else signatures.roll_over(secrets)

    def send(self, parcel: Parcel, to: Place) -> Outcome:
        return send.send(parcel, to)


KIND = Webhook()
