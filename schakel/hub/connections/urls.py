from django.urls import path

from schakel.hub.connections.views import (
    access,
    changes,
    companies,
    connections,
    invitation,
    keys,
    many,
    office,
    sharing,
)

app_name = "connections"
urlpatterns = [
    path("connections/", connections.list_, name="list"),
    path("connections/<int:pk>/history/", connections.history, name="history"),
    path("connections/<int:pk>/access/", access.list_, name="access"),
    path("connections/access/<int:pk>/end/", access.end, name="end_access"),
    path("connections/companies/offered", companies.offered, name="offered"),
    path("connections/companies/new/", companies.new, name="new_company"),
    path("connections/companies/<int:pk>/", companies.company, name="company"),
    path("connections/companies/<int:pk>/edit/", companies.edit, name="edit_company"),
    path("connections/companies/<int:pk>/sharing/", sharing.sharing, name="sharing"),
    path("connections/companies/<int:pk>/changes/", changes.list_, name="changes"),
    path("connections/changes/<int:pk>/", changes.change, name="change"),
    path("connections/companies/<int:pk>/keys/", keys.of_company, name="company_keys"),
    path("connections/keys/<int:pk>/end/", keys.end, name="end_key"),
    path("connections/invitations/many/", many.many, name="invite_many"),
    path("connections/letters/<int:pk>/again/", sharing.again, name="send_again"),
    path("connections/invitations/<int:pk>/withdrawal/", sharing.withdraw, name="withdraw"),
    path("invitation/", invitation.invitation, name="invitation"),
    path("invitation/sign-out/", invitation.sign_out, name="invitation_sign_out"),
    path("invitation/<secret:token>/", invitation.open_, name="open_invitation"),
    path("office/", office.list_, name="office"),
    path("office/new/", office.new, name="new_office"),
    path("office/<int:pk>/", office.office, name="one_office"),
    path("office/<int:pk>/keys/", keys.of_office, name="office_keys"),
    path("office/<int:pk>/invitations/", office.invite, name="invite_member"),
    path("office/invitations/<int:pk>/withdrawal/", office.withdraw, name="withdraw_member"),
    path("office/members/<int:pk>/end/", office.end, name="end_member"),
    path("office/members/<int:pk>/role/", office.role, name="change_role"),
]
