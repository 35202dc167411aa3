"""The mail that asks the client whether their office may register them; they answer on a page of ours."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from schakel.hub.network.models import Mandate
from schakel.hub.web import mail
from schakel.hub.web.mail_failures import retry_mail


def send_mandates() -> int:
    """The worker's step."""
    mandates = Mandate.claim()
    for mandate in mandates:
        send_mandate(mandate)
    return len(mandates)


def send_mandate(mandate: Mandate) -> None:
    if mandate.company.is_closed:
        mandate.settle()
        return
    context = {
        "mandate": mandate,
        "company": mandate.company,
        "office": mandate.company.office,
        "link": settings.URL + reverse("network:open_mandate", args=[mandate.token]),
    }
    try:
        mail.send(
            "network/mail/mandate",
            to=mandate.email,
            language=mandate.language,
            context=context,
            key=f"mandate-{mandate.pk}-{mandate.token_hash[:16]}",
        )
    except Exception as error:
        retry_mail(mandate, error)
    else:
        mandate.sent_at = timezone.now()
        mandate.save(update_fields=["sent_at"])
        mandate.settle()
