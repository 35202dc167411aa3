"""The roof over every room's part of the API: /api/v1."""

from django.conf import settings

from schakel.hub.connections.api import invitations, members
from schakel.hub.connections.company_import import api as connections  # which adds to the router of its room
from schakel.hub.documents.api import documents, labels, waiting
from schakel.hub.forwarding import api as forwarding
from schakel.hub.network.accounts import api as accounts
from schakel.hub.network.outbound.api import drafts
from schakel.hub.network.outbound.api import transmissions as network
from schakel.hub.network.protests import api as protests
from schakel.hub.network.registration import api as registrations
from schakel.hub.network.registration.api import mandates
from schakel.hub.network.registration.runs import api as runs
from schakel.hub.network.responses import api as answers
from schakel.hub.payments import api as payments
from schakel.hub.records.audit import api as audit
from schakel.hub.sales import api as sales
from schakel.hub.sales.mailing import api as mailings
from schakel.hub.web.api import Api
from schakel.hub.web.urls import api_addresses

api = Api(
    title="Schakel",
    version="1",
    description="Documents, sending over Peppol, payments and forwarding, for other programs.",
    openapi_url=None,
    docs_url=None,
    servers=[{"url": settings.URL}],
    urls_namespace="api",
)
for room in (
    connections,
    members,
    invitations,
    documents,
    labels,
    waiting,
    sales,
    mailings,
    drafts,
    network,
    answers,
    protests,
    runs,
    registrations,
    mandates,
    accounts,
    payments,
    forwarding,
    audit,
):
    api.add_router("", room.router)

urlpatterns = api_addresses(api)
