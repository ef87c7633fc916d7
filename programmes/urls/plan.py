"""Addresses: plan."""

urlpatterns = []
