"""The mail with an invoice came back (J03): the customer does not have it. Its page says so, and whoever sent it is told."""

from schakel.hub.documents.returned_mail import record_return
from schakel.hub.sales.events import SalesEvent
from schakel.hub.sales.models import Mailing
from schakel.hub.web.bounces import Bounce


def record_bounce(bounce: Bounce) -> bool:
    """False: it is of no mailing, or was said before."""
    return record_return(Mailing.objects, bounce, kind=SalesEvent.NOT_MAILED)
