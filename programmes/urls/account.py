"""Addresses that belong to a person, an organisation or an invitation."""

from django.urls import path

from programmes.views import account, erasure, session

urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/session/", session.session, name="session"),
    path("account/sessions/end-others/", session.session_end_others, name="session_end_others"),
    path("account/sessions/<str:token>/end/", session.session_end, name="session_end"),
    path("organisations/<int:pk>/", account.organisation, name="organisation"),
    path(
        "organisations/<int:pk>/people/<int:member_pk>/",
        account.organisation_administrator,
        name="organisation_administrator",
    ),
    path("account/people/<int:pk>/erase/", erasure.person_erase, name="person_erase"),
    path("invitations/<str:token>/", account.invitation, name="invitation"),
]
