"""Addresses under which what is typed is kept."""

from django.urls import path

from programmes.views import drafts

urlpatterns = [
    path("drafts/", drafts.draft_keep, name="draft_keep"),
    path("drafts/discard/", drafts.draft_discard, name="draft_discard"),
    path("drafts/<int:pk>/throw-away/", drafts.draft_throw_away, name="draft_throw_away"),
]
