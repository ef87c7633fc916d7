"""Addresses: portfolio."""

urlpatterns = []
