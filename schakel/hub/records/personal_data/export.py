"""The personal data of an account as JSON: the account, its addresses, devices, rights, invitations, and what the person did,
in the rooms and by the audit log.

Documents are not in it: they are of the companies, and are downloaded in *Documents*.
"""

import io
import json
import zipfile
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from schakel.hub.audit.models import AuditEntry
from schakel.hub.connections.models import InvitationMail
from schakel.hub.people.models import User
from schakel.hub.records.personal_data.holdings import HOLDINGS

ACCOUNT = ("email", "name", "language", "date_joined", "last_login", "single_keys")


def personal_data(user: User) -> dict[str, Any]:
    """Each kind of row under `room.Model.field`; without what there is none of."""
    found = {each.name: list(each.values(user)) for each in HOLDINGS}
    found["log"] = list(log_of(user))
    return {
        "made_at": timezone.now(),
        "account": {name: getattr(user, name) for name in ACCOUNT},
        "invitations": list(invitations_to(user)),
        **{name: rows for name, rows in found.items() if rows},
    }


def invitations_to(user: User) -> Any:
    """Mails that offered this person something."""
    addresses = user.emailaddress_set.values("email")  # type: ignore[attr-defined]  # allauth's, by its foreign key
    received = InvitationMail.objects.filter(email_normal__in=addresses).order_by("pk")
    return received.values("office__name", "email", "created_at", "sent_at", "opened_at", "expires_at")


def log_of(user: User) -> Any:
    """What the audit log says that they did, from where. Details stay out: they may name others. It reads through the whole log,
    for they may have worked in any office."""
    rows = AuditEntry.objects.filter(user=user.pk).order_by("pk")
    return rows.values("at", "action", "via", "address", "office", "company", "subject", "subject_id")


def as_json(user: User) -> str:
    return json.dumps(personal_data(user), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def archive(user: User) -> bytes:
    """A ZIP, for the page."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("personal-data.json", as_json(user))
    return made.getvalue()
