"""By webhook: a signed POST to the office's own system, by Standard Webhooks."""

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from schakel.hub.forwarding.kinds.kind import ForwarderKind, Outcome, Parcel, Place
from schakel.hub.forwarding.kinds.webhook import send, signatures
from schakel.hub.forwarding.kinds.webhook.form import WebhookForm
from schakel.hub.forwarding.models import Forwarder


class Webhook(ForwarderKind):
    code: ClassVar = "webhook"
    name: ClassVar = _("By webhook")
    guide: ClassVar = _(
        "Each document is posted to an address of your own system, signed by the Standard Webhooks specification. Your "
        "system checks the signature with the secret that you find here after saving."
    )
    form: ClassVar = WebhookForm

    def destination(self, options: Mapping[str, Any]) -> str:
        return f"webhook {urlsplit(options.get('url', '')).netloc}"

    def prepare(self, forwarder: Forwarder) -> None:
        if not forwarder.sealed:
            forwarder.secrets = signatures.new_secrets()

    def send(self, parcel: Parcel, to: Place) -> Outcome:
        return send.send(parcel, to)
