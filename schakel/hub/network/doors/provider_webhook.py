"""/providers/<account>: a provider's webhook. It is only a hint to look into the inbox now; nothing in it is believed."""

import logging

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from schakel.hub.network.access_points.account import Account
from schakel.hub.network.access_points.accounts import find_account
from schakel.hub.network.models import Inbox
from schakel.peppol.errors import PeppolError

LARGEST = 1_000_000  # bytes

log = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def provider_door(request: HttpRequest, name: str) -> HttpResponse:
    account = account_called(name)
    body = request.read(LARGEST)
    headers = {key.lower(): value for key, value in request.headers.items()}
    if account is None or not account.provider.is_genuine(headers, body):
        log.warning(
            "refused from %s: webhook of %s without a good signature", request.META.get("REMOTE_ADDR"), name[:40]
        )
        return HttpResponse(status=404)
    Inbox.objects.update_or_create(account=account.name, defaults={"due_at": timezone.now()})
    return HttpResponse(status=204)


def account_called(name: str) -> Account | None:
    """None also for one whose key can no longer be read: nobody can say whether it is its provider who calls."""
    try:
        return find_account(name)
    except PeppolError:
        return None
