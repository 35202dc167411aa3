"""The API of labels: those of the office of the key."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from schakel.hub.connections.key_authentication import Entered, Key
from schakel.hub.connections.models import ApiKey, Scope
from schakel.hub.documents.api.schemas import LabelOut
from schakel.hub.documents.labels.models import Label
from schakel.hub.web.api import Listed, Paging, listed
from schakel.hub.web.problems import Problem, ProblemType

router = Router(tags=["Documents"])

UNKNOWN_LABEL = ProblemType(422, "unknown_label", _("There is no such label, or this API key has no access to it."))


@router.get("/labels", auth=Key(Scope.READ), response=Listed[LabelOut], summary="The labels of the office, by name")
def list_labels(request: Entered, paging: Query[Paging]) -> dict[str, object]:
    """Of a key that a client made: none."""
    return listed(Label.objects.reachable_with(request.auth), paging, order=("sort_name", "id"))


def labels_with(key: ApiKey, ids: Collection[int]) -> list[Label]:
    """Raises Problem: one of them is not within reach of the key."""
    found = list(Label.objects.reachable_with(key).filter(pk__in=ids))
    if len(found) != len(set(ids)):
        raise Problem(UNKNOWN_LABEL)
    return found
