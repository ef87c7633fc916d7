"""Addresses of a programme's people."""

from django.urls import path

from programmes.views import people

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/partners/add/", people.partner_add, name="partner_add"),
    path("people/partners/<int:pk>/remove/", people.partner_remove, name="partner_remove"),
    path("people/invitations/add/", people.invitation_add, name="invitation_add"),
    path("people/invitations/<int:pk>/withdraw/", people.invitation_withdraw, name="invitation_withdraw"),
    path("people/members/<int:pk>/role/", people.member_role, name="member_role"),
    path("people/members/<int:pk>/release/", people.member_release, name="member_release"),
]
