"""What is forwarded of a company is read by the index of its connections, what waits by that of its state."""

from django.test import RequestFactory

from schakel.hub.forwarding.bill_effects import GOES_ON
from schakel.hub.forwarding.fetch_queue import waiting_forwards
from schakel.hub.forwarding.models import Forward, Forwarder
from schakel.hub.forwarding.overview import OPEN, going_to, without_forwarder
from schakel.hub.forwarding.views.overview import forwards_of
from tests.hub.plans import plan, plans

OF_CONNECTION, OF_FORWARDER, IN_ORDER = (index.name for index in Forward._meta.indexes[1:][::-1])


def test_what_was_forwarded_of_a_company_is_found_by_its_connections(alice, bakery, purchases, sales):
    request = RequestFactory().get("/")
    request.user = alice
    for state in ("sent", "failed"):
        rows = forwards_of(request, bakery).annotate(goes_on=GOES_ON).filter(state=state).order_by("-state_at", "-id")
        rows = rows.select_related("document__bill__company__bill_rule")
        assert OF_CONNECTION in plan(rows[:51])


def test_what_waits_is_counted_by_forwarder_and_state(alice):
    rows = Forward.objects.filter(going_to(Forwarder.objects.active()), forwarder__in=[1, 2], state__in=OPEN)
    assert OF_FORWARDER in plan(rows)


def test_what_waits_to_be_fetched_is_found_by_its_forwarder(forwarder, bakery):
    forwarder("pull", address="")
    with plans() as told:
        waiting_forwards(bakery.connections.all())
    assert IN_ORDER in told[-1]


def test_companies_without_a_forwarder_are_looked_up_one_by_one(alice):
    told = plan(without_forwarder(alice))
    assert "connections_connection" in told or "one_connection_per_side" in told
    assert "SCAN forwarding_route" not in told
    assert "Seq Scan on forwarding_route" not in told
