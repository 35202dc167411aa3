"""A file goes with a draft, whoever brings it: its type is told by its bytes, its name is only a name (C01, C02, C04)."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.einvoice.attachment import ALLOWED_TYPES
from schakel.hub.documents import store
from schakel.hub.documents.filetypes import LOOKED_AT, safe_name, type_of
from schakel.hub.sales.models import Attachment, Draft
from schakel.hub.web.language import Sentence

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST = 20  # files of a draft

WHY: dict[str, Sentence] = {
    "too_many": gettext_lazy("You cannot add more files."),
    "too_large": gettext_lazy("Together, the files are too large to send."),
    "type": gettext_lazy("You can only attach PDF, PNG, JPEG, CSV, XLSX and ODS files to an invoice."),
}


class NotAttached(Exception):
    """Permanent, for this file; `code` as in WHY."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def attach_upload(draft: Draft, file: "UploadedFile[bytes]") -> Attachment:
    """As `attach`; what is too large is not read at all."""
    if (file.size or 0) > settings.UPLOAD_LIMIT:
        raise NotAttached("too_large")
    return attach(draft, file.name or "", file.read())


@transaction.atomic
def attach(draft: Draft, name: str, data: bytes) -> Attachment:
    """Raises NotAttached. Two at once wait for one another, so that together they keep to the limits."""
    held = Draft.objects.select_for_update().get(pk=draft.pk)
    if held.document_id or held.attachments.count() >= MOST:
        raise NotAttached("too_many")
    if (held.attachments.aggregate(all=Sum("size"))["all"] or 0) + len(data) > settings.UPLOAD_LIMIT:
        raise NotAttached("too_large")
    kind = type_of(data[:LOOKED_AT])
    if kind not in ALLOWED_TYPES:
        raise NotAttached("type")
    safe = safe_name(name, otherwise=_("file"))
    return held.attachments.create(name=safe, media_type=kind, sha256=store.keep(data), size=len(data))
