"""What arrived in each connection, counted for the list of connections, which lies below and asks."""

from collections.abc import Collection, Mapping

from django.db.models import Count, Max, Q

from schakel.hub.connections.unread_counts import News
from schakel.hub.documents.models import Document
from schakel.hub.people.models import User


def news(user: User, connections: Collection[int]) -> Mapping[int, News]:
    """One query, whatever the number of connections."""
    rows = Document.objects.filter(connection__in=connections).with_read_by(user).values("connection")
    counted = rows.annotate(new=Count("pk", filter=Q(is_read=False)), last=Max("received_at")).order_by()
    return {row["connection"]: News(row["new"], row["last"]) for row in counted}
