from django.urls import path

from schakel.hub.network import answer_views, draft_sending, following, mandate_page
from schakel.hub.network import registration_pages as pages
from schakel.hub.network.as4_door import as4_door
from schakel.hub.network.operating import views as operating
from schakel.hub.network.provider_door import provider_door
from schakel.hub.network.sending import send_upload, transmissions
from schakel.hub.network.smp_door import smp_door

app_name = "network"
urlpatterns = [
    path("as4", as4_door, name="as4"),
    path("smp/<path:asked>", smp_door, name="smp"),
    path("operating/", operating.overview, name="operating"),
    path("operating/transmissions/<int:pk>/", operating.transmission, name="transmission"),
    path("operating/transmissions/<int:pk>/evidence", operating.evidence, name="evidence"),
    path("operating/transmissions/<int:pk>/retries", operating.retry, name="retry"),
    path("providers/<slug:name>", provider_door, name="provider"),
    path("answers/", answer_views.list_, name="answers"),
    path("answers/<int:pk>/proof", answer_views.proof_of, name="proof"),
    path("documents/<int:pk>/answers", answer_views.give, name="answer"),
    path("documents/<int:pk>/transmissions", transmissions, name="send"),
    path("transmissions/<int:pk>/proof", following.evidence, name="sent_proof"),
    path("transmissions/<int:pk>/retries", following.again, name="send_again"),
    path("sales/drafts/<int:pk>/transmission", draft_sending.transmission, name="send_draft"),
    path("sales/uploads/<int:pk>/transmission", send_upload, name="send_upload"),
    path("sales/drafts/<int:pk>/reachable", draft_sending.reachable, name="reachable"),
    path("documents/<int:pk>/not-ours", answer_views.reject_as_not_ours, name="not_ours"),
    path("connections/companies/<int:pk>/registration/", pages.registration, name="registration"),
    path("connections/registrations/<int:pk>/end/", pages.unregister, name="unregister"),
    path("connections/registrations/<int:pk>/again/", pages.again, name="register_again"),
    path("connections/registrations/<int:pk>/key/", pages.hand_over, name="hand_over"),
    path("connections/mandates/<int:pk>/again/", pages.mandate_again, name="mandate_again"),
    path("connections/mandates/<int:pk>/proof", pages.proof, name="mandate_proof"),
    path("mandate/", mandate_page.mandate, name="mandate"),
    path("mandate/<secret:token>/", mandate_page.open_, name="open_mandate"),
]
