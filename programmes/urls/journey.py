"""Addresses: journey."""

urlpatterns = []
