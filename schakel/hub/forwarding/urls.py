from django.urls import path

from schakel.hub.forwarding.views import address_sheet, forwarder, overview, set_up

app_name = "forwarding"
urlpatterns = [
    path("", overview.list_, name="list"),
    path("retry", overview.retry, name="retry"),
    path("packages/", set_up.choose, name="choose"),
    path("packages/<slug:key>/", set_up.package, name="package"),
    path("new/<slug:key>/", set_up.new, name="new"),
    path("addresses/", address_sheet.addresses, name="addresses"),
    path("addresses/export", address_sheet.export, name="addresses_export"),
    path("<int:pk>/", forwarder.forwarder, name="forwarder"),
    path("<int:pk>/edit/", set_up.edit, name="edit"),
    path("<int:pk>/test/", forwarder.test, name="test"),
    path("<int:pk>/switch", forwarder.switch, name="switch"),
    path("<int:pk>/key", forwarder.accept, name="accept"),
    path("<int:pk>/secret", forwarder.secret, name="secret"),
    path("<int:pk>/end", forwarder.retire, name="retire"),
    path("companies/<int:pk>/", overview.company, name="company"),
    path("companies/<int:pk>/again", overview.send_again, name="send_again"),
    path("forwards/<int:pk>/", forwarder.forward, name="forward"),
    path("documents/<int:pk>/hold", forwarder.hold, name="hold"),
]
