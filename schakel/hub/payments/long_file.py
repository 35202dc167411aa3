"""A bank statement with many movements, read by the worker; and what became of any statement, in words."""

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from schakel.hub.documents.models import WaitingFile
from schakel.hub.documents.waiting_files import OutcomeLine, no_right
from schakel.hub.payments import matching
from schakel.hub.payments.rights import companies_paid_by
from schakel.sepa.errors import SepaError

KIND = "statement"


def read(file: WaitingFile, data: bytes) -> Iterable[OutcomeLine]:
    """For whom may still pay for the company."""
    company = companies_paid_by(file.by).filter(pk=file.company_id or 0).first()
    if company is None:
        return [no_right()]
    try:
        added = matching.add_statements(data, company, by=file.by)
    except SepaError as fault:
        return [OutcomeLine("bad", fault.said_in(get_language() or "en"))]
    address = reverse("payments:company_statements", args=[company.pk])
    return [line._replace(address=address) for line in lines_of(added, file.name)]


def lines_of(added: matching.Added, name: str) -> Iterator[OutcomeLine]:
    for iban in added.foreign:
        text = _("%(name)s: account %(iban)s does not belong to this company. Add it first.")
        yield OutcomeLine("bad", text % {"name": name, "iban": iban})
    if added.statements:
        text = ngettext("%(name)s: %(n)s payment found.", "%(name)s: %(n)s payments found.", added.matched)
        yield OutcomeLine("good", text % {"name": name, "n": added.matched})
    elif added.known:
        yield OutcomeLine("good", _("%(name)s is already here; nothing changed.") % {"name": name})
