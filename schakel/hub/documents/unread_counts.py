"""What arrived in each connection, counted for the list of connections, which lies below and asks."""

from collections.abc import Collection, Mapping

from django.db.models import Count, Exists, Max, OuterRef, Q

from schakel.hub.connections.unread_counts import News
from schakel.hub.documents.models import Document, Reading
from schakel.hub.people.models import User


def news(user: User, connections: Collection[int]) -> Mapping[int, News]:
    """One query, whatever the number of connections."""
    read = Exists(Reading.objects.filter(document=OuterRef("pk"), user=user))
    rows = Document.objects.filter(connection__in=connections).annotate(is_read=read).values("connection")
    counted = rows.annotate(new=Count("pk", filter=Q(is_read=False)), last=Max("received_at")).order_by()
    return {row["connection"]: News(row["new"], row["last"]) for row in counted}
