"""Addresses that belong to a person or an organisation, not to a programme."""

urlpatterns = []
