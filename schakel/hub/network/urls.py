from django.urls import path

from schakel.hub.network.accounts import views as accounts
from schakel.hub.network.accounts.sheet import views as account_sheet
from schakel.hub.network.doors.as4 import as4_door
from schakel.hub.network.doors.provider_webhook import provider_door
from schakel.hub.network.doors.smp import smp_door
from schakel.hub.network.operating import views as operating
from schakel.hub.network.outbound.views import draft as draft_views
from schakel.hub.network.outbound.views import tracking
from schakel.hub.network.outbound.views.document import send_upload, transmissions
from schakel.hub.network.protests import views as protests
from schakel.hub.network.registration.key_sheet import views as key_sheet
from schakel.hub.network.registration.runs import views as runs
from schakel.hub.network.registration.views import mandate, registration, registrations
from schakel.hub.network.responses import views as responses

app_name = "network"
urlpatterns = [
    path("as4", as4_door, name="as4"),
    path("smp/<path:asked>", smp_door, name="smp"),
    path("operating/", operating.overview, name="operating"),
    path("operating/transmissions/<int:pk>/", operating.transmission, name="transmission"),
    path("operating/transmissions/<int:pk>/evidence", operating.evidence, name="evidence"),
    path("operating/transmissions/<int:pk>/retries", operating.retry, name="retry"),
    path("providers/<slug:name>", provider_door, name="provider"),
    path("answers/", responses.list_, name="answers"),
    path("answers/<int:pk>/proof", responses.proof_of, name="proof"),
    path("documents/<int:pk>/answers", responses.give, name="answer"),
    path("documents/<int:pk>/protests", protests.contest, name="contest"),
    path("documents/<int:pk>/protests/withdrawal", protests.withdraw, name="withdraw_protest"),
    path("protests/<int:pk>/proof", protests.proof_of, name="protest_proof"),
    path("documents/<int:pk>/transmissions", transmissions, name="send"),
    path("transmissions/<int:pk>/proof", tracking.evidence, name="sent_proof"),
    path("transmissions/<int:pk>/retries", tracking.again, name="send_again"),
    path("sales/drafts/<int:pk>/transmission", draft_views.transmission, name="send_draft"),
    path("sales/uploads/<int:pk>/transmission", send_upload, name="send_upload"),
    path("sales/drafts/<int:pk>/reachable", draft_views.reachable, name="reachable"),
    path("documents/<int:pk>/not-ours", responses.reject_as_not_ours, name="not_ours"),
    path("connections/runs/", runs.list_, name="runs"),
    path("connections/runs/new/", runs.new, name="new_run"),
    path("connections/runs/<int:pk>/", runs.run, name="run"),
    path("connections/runs/<int:pk>/retries/", runs.retry, name="retry_run"),
    path("connections/runs/<int:pk>/end/", runs.end, name="end_run"),
    path("connections/accounts/", accounts.list_, name="accounts"),
    path("connections/accounts/new/<str:kind>/", accounts.new, name="new_account"),
    path("connections/accounts/sheet/", account_sheet.sheet, name="account_sheet"),
    path("connections/accounts/sheet/template", account_sheet.template, name="account_sheet_template"),
    path("connections/accounts/sheet/faulty", account_sheet.faulty, name="account_sheet_faulty"),
    path("connections/accounts/<int:pk>/", accounts.account, name="account"),
    path("connections/accounts/<int:pk>/change/", accounts.edit, name="edit_account"),
    path("connections/accounts/<int:pk>/tries/", accounts.try_, name="try_account"),
    path("connections/accounts/<int:pk>/end/", accounts.end, name="end_account"),
    path("connections/account-companies/<int:pk>/end/", accounts.end_company, name="end_account_company"),
    path("connections/registrations/keys/", key_sheet.keys, name="migration_keys"),
    path("connections/registrations/keys/download", key_sheet.download, name="migration_keys_download"),
    path("connections/registrations/", registrations.list_, name="registrations"),
    path("connections/companies/<int:pk>/registration/", registration.registration, name="registration"),
    path("connections/registrations/<int:pk>/end/", registration.unregister, name="unregister"),
    path("connections/registrations/<int:pk>/again/", registration.again, name="register_again"),
    path("connections/registrations/<int:pk>/key/", registration.hand_over, name="hand_over"),
    path("connections/mandates/<int:pk>/again/", registration.mandate_again, name="mandate_again"),
    path("connections/mandates/<int:pk>/proof", registration.proof, name="mandate_proof"),
    path("mandate/", mandate.mandate, name="mandate"),
    path("mandate/<secret:token>/", mandate.open_, name="open_mandate"),
]
