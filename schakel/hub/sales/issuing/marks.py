"""What became of the documents that were issued, for the list of them: on its way, arrived, mailed, failed."""

from collections.abc import Collection

from schakel.hub.sales import extension_points
from schakel.hub.sales.extension_points import Mark
from schakel.hub.sales.mailing.queue import marks_of_mailings

NOT_ARRIVED = {"failed", "rejected"}


def marks_of(documents: Collection[int]) -> dict[int, Mark]:
    """What the rooms above say; where that is a failure, the mailing that came in its place."""
    mailed = marks_of_mailings(documents)
    elsewhere = extension_points.marks_of(documents)
    return mailed | {pk: mark for pk, mark in elsewhere.items() if pk not in mailed or mark[0] not in NOT_ARRIVED}
