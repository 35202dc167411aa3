"""What hangs on a document in all rooms, when it is deleted: what goes with it, and what stays without it.

What cascades goes by the database's relations; here is what they would refuse. A test holds the two against each other.
"""

from collections.abc import Collection

from django.db.models import Q

from schakel.hub.documents.models import Document, SenderPdf
from schakel.hub.network.models import Answer, Protest, Transmission
from schakel.hub.sales.models import Attachment, Draft, Mailing, Upload

EMPTIED = {"raw": None, "envelope": None, "raw_sha256": "", "envelope_sha256": "", "document": None}


def transmissions_of(documents: Collection[int]) -> list[int]:
    """By which they came or went, with repeats, statuses and answers."""
    answers = Answer.objects.filter(document__in=documents).values("transmission")
    direct = Transmission.objects.filter(Q(document__in=documents) | Q(pk__in=answers)).values("pk")
    about = Q(repeat_of__in=direct) | Q(about__in=direct)
    return list(Transmission.objects.filter(Q(pk__in=direct) | about).values_list("pk", flat=True))


def files_of(document: Document) -> list[str]:
    """The sha256 of each file of the store that is kept for its sake."""
    of = {"document": document}
    named: list[str] = [document.sha256]
    named += SenderPdf.objects.filter(**of).values_list("sha256", flat=True)
    named += Attachment.objects.filter(draft__document=document).values_list("sha256", flat=True)
    for row in Upload.objects.filter(**of).values_list("sha256", "pdf_sha256"):
        named += row
    named += Answer.objects.filter(**of).values_list("sha256", flat=True)
    named += Protest.objects.filter(**of).values_list("sha256", flat=True)
    for row in Transmission.objects.filter(pk__in=transmissions_of([document.pk])).values_list(
        "raw_sha256", "envelope_sha256"
    ):
        named += row
    return sorted(set(named) - {""})


def delete_rows(documents: Collection[int]) -> None:
    """In one transaction, once their lines say that they are deleted.

    The rows of transmissions stay, for a message that is received again is known by them (E04), without what was in them.
    """
    transmissions = transmissions_of(documents)
    Protest.objects.filter(document__in=documents).delete()
    Answer.objects.filter(document__in=documents).delete()
    Transmission.objects.filter(pk__in=transmissions).update(**EMPTIED)
    Mailing.objects.filter(document__in=documents).delete()
    Upload.objects.filter(document__in=documents).delete()
    Draft.objects.filter(about__in=documents).update(about=None)
    Draft.objects.filter(document__in=documents).delete()
    Document.everything.filter(pk__in=documents).delete()
