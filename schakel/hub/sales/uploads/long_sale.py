"""A long sales document from another program: the worker files it, and it is sent from its own page."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from schakel.einvoice.parse import LIMITS
from schakel.hub.connections.models import Connection
from schakel.hub.documents.models import Document, WaitingFile
from schakel.hub.documents.waiting_files import OutcomeLine, line_of, no_right
from schakel.hub.sales.models import Upload
from schakel.hub.sales.rights import companies_sold_for_by
from schakel.hub.sales.uploads import upload as uploads

KIND = "sale"


def read(file: WaitingFile, data: bytes) -> Iterable[OutcomeLine]:
    """For those who may still sell for the company. Nothing is sent by that."""
    sold_for = companies_sold_for_by(file.by).filter(pk=file.company_id or 0)
    connection = Connection.objects.filter(company__in=sold_for, side=Connection.Side.SALES).first()
    if connection is None:
        return [no_right()]
    taken = uploads.receive_files(connection, [(file.name, data)], by=file.by, limits=LIMITS)
    if isinstance(taken, Document):
        return [line_of(taken, _("already here"))]
    filed = uploads.file_upload(taken, by=file.by) if isinstance(taken, Upload) else taken
    if isinstance(filed, Document):
        return [line_of(filed, _("filed"))]
    return [OutcomeLine("bad", str(filed.sentence if isinstance(filed, uploads.UploadRefused) else uploads.WHICH))]
