"""The roof over every room's pages."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView

from schakel.hub.api import urlpatterns as api
from schakel.hub.metrics.views import metrics
from schakel.hub.people.urls import account_urlpatterns
from schakel.hub.web.urls import health
from schakel.hub.web.views.find import find

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="overview:today"), name="home"),
    *(path(name, view, name=name) for name, view in health.items()),
    path("metrics", metrics, name="metrics"),
    path("find/", find, name="find"),
    path("", include("schakel.hub.overview.urls")),
    path("account/", include(account_urlpatterns)),
    path("me/", include("schakel.hub.people.urls")),
    path("documents/", include("schakel.hub.documents.urls")),
    path("forwarding/", include("schakel.hub.forwarding.urls")),
    path("payments/", include("schakel.hub.payments.urls")),
    path("sales/", include("schakel.hub.sales.urls")),
    path("", include("schakel.hub.records.urls")),
    path("api/v1/", include((api, "api"))),
    path("", include("schakel.hub.network.urls")),
    path("", include("schakel.hub.connections.urls")),
    path("", include("schakel.hub.records.audit.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demonstration/", include("schakel.hub.demonstration.urls")))

handler400 = "schakel.hub.web.faults.bad_request"
handler403 = "schakel.hub.web.faults.forbidden"
handler404 = "schakel.hub.web.faults.not_found"
handler500 = "schakel.hub.web.faults.failed"
handler429 = "schakel.hub.web.faults.too_many"
