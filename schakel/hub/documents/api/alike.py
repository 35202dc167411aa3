"""Documents that may be one bill with the one that a program fetches or adds."""

from django.conf import settings
from django.urls import reverse
from ninja import Field, Schema

from schakel.hub.connections.models import ApiKey
from schakel.hub.documents.bills.alike import alike_at_once
from schakel.hub.documents.models import Document

ALIKE = "documents that may be the same bill, about which nobody has decided; the certain ones first"


class AlikeOut(Schema):
    document: int = Field(description="id of the other one")
    sameness: str = Field(description="certain or likely")
    came_first: bool = Field(
        description="the other one did; if it is certain, this one is not paid, forwarded or counted until somebody decides"
    )
    in_quarantine: bool = Field(description="the other one is, and cannot be fetched")
    page: str = Field(description="where a person compares the two and decides")


def alike_out(document: Document, key: ApiKey) -> list[AlikeOut]:
    found = alike_at_once(document, among=Document.everything.reachable_with(key))
    page = settings.URL + reverse("documents:detail", args=[document.pk])
    return [
        AlikeOut(
            document=each.other.pk,
            sameness=each.twin.sameness,
            came_first=each.twin.earlier_id == each.other.pk,
            in_quarantine=each.is_in_quarantine,
            page=page,
        )
        for each in found
    ]
