"""Addresses that belong to a person, an organisation or an invitation."""

from django.urls import path

from programmes.views import account

urlpatterns = [
    path("account/", account.account, name="account"),
    path("organisations/<int:pk>/", account.organisation, name="organisation"),
    path(
        "organisations/<int:pk>/people/<int:member_pk>/",
        account.organisation_administrator,
        name="organisation_administrator",
    ),
    path("invitations/<str:token>/", account.invitation, name="invitation"),
]
